// Whether a page of the mirrored language is its own mirror image, and whether
// every word on it either comes from the catalogue, which mirrors its sentences
// (U+202E to U+202C), or is marked as data with a direction of its own.
// Answers a list of lines.
var root = document.documentElement, out = [];
var own = "bdi, time, code, q, svg, [dir=auto], [dir=ltr], [lang]:not(html)";

var texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  var text = texts.currentNode, holder = text.parentElement;
  if (holder.closest(own) || holder.matches("script, textarea, datalist option")) continue;
  var bare = text.data.replace(/\u202e[^\u202c]*\u202c/g, "").replace(/\u2068[^\u2069]*\u2069/g, "");
  if (/[a-z]{2}/i.test(bare)) out.push("neither of the catalogue nor marked as data: " + bare.trim() + " in " + holder.outerHTML.slice(0, 120));
}

// The same page from left to right: every box must stand as far from the other side.
function boxes() {
  return Array.prototype.filter.call(document.body.querySelectorAll("*"), function (one) {
    var style = getComputedStyle(one);
    return style.display !== "inline" && !one.closest("svg") && !one.matches(".skip, .unseen, option")
      && one.checkVisibility({ visibilityProperty: true }) && !(one.closest("[dir=ltr], [dir=auto]") && !one.matches("[dir]"));
  }).map(function (one) { return [one, one.getBoundingClientRect()]; });
}
var here = boxes(), width = root.clientWidth;
root.dir = "ltr";
var there = new Map(boxes());
here.forEach(function (pair) {
  var other = there.get(pair[0]);
  if (!other || pair[1].width < 2) return;
  if (Math.abs(pair[1].left - (width - other.right)) > 1.5) {
    out.push("not mirrored, " + Math.round(pair[1].left) + " from one side, " + Math.round(width - other.right) + " from the other: " + pair[0].outerHTML.slice(0, 120));
  }
});
root.dir = "rtl";
return out;
