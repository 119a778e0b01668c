// Finds what a person would find by the words that stand on it or beside it.
// Arguments: kind, words, where (words of the row, section or form it is in, or "").
// Answers { found: element or null, said: names of everything of that kind, fit: how many fit }.
var KINDS = {
  link: "a[href]",
  button: "button, input[type=submit], input[type=button]",
  summary: "summary",
  field:
    "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=checkbox]):not([type=radio]):not([type=file]), textarea",
  choice: "select",
  tick: "input[type=checkbox], input[type=radio]",
  file: "input[type=file]",
  heading: "h1, h2, h3, h4",
  any: "*",
};
var kind = arguments[0], words = arguments[1], where = arguments[2];

// What directs the writing (Unicode UAX #9) is not a word.
function plain(text) {
  return (text || "").replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
}
function nameOf(element) {
  var own = element.getAttribute("aria-label");
  if (own) return plain(own);
  var by = element.getAttribute("aria-labelledby");
  if (by)
    return plain(
      by.split(/\s+/).map(function (id) {
        var other = document.getElementById(id);
        return other ? other.textContent : "";
      }).join(" ")
    );
  if (element.labels && element.labels.length)
    return plain(
      Array.prototype.map.call(element.labels, function (label) {
        return label.textContent;
      }).join(" ")
    );
  if (element.tagName === "INPUT") return plain(element.value);
  return plain(element.textContent);
}
function seen(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  var box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
}
function inPlace(element) {
  if (!where) return true;
  var place = element.closest("tr, li, form, fieldset, section, article");
  while (place) {
    if (plain(place.textContent).indexOf(where) !== -1) return true;
    place = place.parentElement && place.parentElement.closest("tr, li, form, fieldset, section, article");
  }
  return false;
}
var all = Array.prototype.filter.call(document.querySelectorAll(KINDS[kind]), seen);
var here = all.filter(inPlace);
var exact = here.filter(function (element) { return nameOf(element) === words; });
var fit = exact.length
  ? exact
  : here.filter(function (element) { return nameOf(element).indexOf(words) !== -1; });
// Two links with the same words to the same place are one to a reader.
var places = new Set(fit.map(function (element) { return element.href || element; }));
return { found: fit[0] || null, fit: places.size, said: all.map(nameOf) };
