// How a page is built, without its words: a list of parts, each what rules look at
// in one piece. Sections, lists and tables are parted into what they hold, so that a
// page of known pieces in another order is known; labels and their fields, which
// belong together, stay in one. Answers also what rules ask of a page as a whole.
var HOLDS_PARTS = /^(main|section|article|ul|ol|table|tbody)$/;

function own(one) {
  var said = one.localName;
  Array.prototype.forEach.call(one.attributes, function (attribute) {
    var name = attribute.name;
    if (/^(class|role|type|dir|lang|hidden|tabindex|autocomplete|checked|disabled)$/.test(name)) said += " " + name + "=" + attribute.value;
    else if (/^aria-(?!current)|^(id|for|href|title|scope|alt|open|download|required|placeholder)$/.test(name)) said += " " + name;
  });
  var text = Array.prototype.some.call(one.childNodes, function (node) { return node.nodeType === 3 && node.data.trim(); });
  return "<" + said + (text ? " text" : "") + ">";
}
// Of a run of children that are built alike, two are kept.
function shape(one) {
  var last = "", times = 0, inner = "";
  Array.prototype.forEach.call(one.children, function (child) {
    var next = shape(child);
    times = next === last ? times + 1 : 1;
    last = next;
    if (times < 3) inner += next;
  });
  return own(one) + inner;
}
function parts(one, above) {
  if (!HOLDS_PARTS.test(one.localName)) return [above + shape(one)];
  var here = above + own(one), all = [here];
  Array.prototype.forEach.call(one.children, function (child) { all = all.concat(parts(child, here)); });
  return all;
}
var all = [shape(document.head), own(document.documentElement)];
Array.prototype.forEach.call(document.body.children, function (child) { all = all.concat(parts(child, "")); });
// Which heading follows which, and names that stand for two things.
var before = "";
Array.prototype.forEach.call(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), function (heading) {
  all.push(before + " then " + heading.localName);
  before = heading.localName;
});
var names = {};
Array.prototype.forEach.call(document.querySelectorAll("[id]"), function (one) {
  if (names["#" + one.id]) all.push("two of " + one.id);
  names["#" + one.id] = true;
});
return Array.from(new Set(all));
