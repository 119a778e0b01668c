// How a page is built, without its words: elements with what rules look at.
// Of a run of children that are built alike, two are kept. Answers a list, for
// the page's head and each part of its body.
function shape(one) {
  var said = one.localName;
  Array.prototype.forEach.call(one.attributes, function (attribute) {
    var name = attribute.name;
    if (/^(class|role|type|dir|lang|hidden|tabindex|autocomplete|checked|disabled)$/.test(name)) said += " " + name + "=" + attribute.value;
    else if (/^aria-(?!current)|^(id|for|href|title|scope|alt|open|download|required|placeholder)$/.test(name)) said += " " + name;
  });
  var last = "", times = 0, inner = "";
  Array.prototype.forEach.call(one.children, function (child) {
    var next = shape(child);
    times = next === last ? times + 1 : 1;
    last = next;
    if (times < 3) inner += next;
  });
  var text = Array.prototype.some.call(one.childNodes, function (node) { return node.nodeType === 3 && node.data.trim(); });
  return "<" + said + (text ? " text" : "") + ">" + inner;
}
var parts = Array.prototype.map.call(document.body.children, shape);
return parts.concat(shape(document.head), shape(document.documentElement.cloneNode(false)));
