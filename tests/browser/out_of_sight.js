// What of a page cannot be seen as it stands: what is wider than the window,
// and text that its box cuts off. Answers a list of lines.
var root = document.documentElement, room = root.clientWidth, out = [];
function shown(one) {
  var box = one.getBoundingClientRect();
  return one.checkVisibility({ visibilityProperty: true }) && box.width > 2 && box.height > 2;
}
// Whether one of those that hold it is such; each is asked once.
function within(one, known, such) {
  if (!one || one === document.body) return false;
  if (!known.has(one)) known.set(one, such(getComputedStyle(one)) || within(one.parentElement, known, such));
  return known.get(one);
}
// What stands in a frame that scrolls on its own, or is for screen readers alone.
var apartFrom = new Map();
function apart(one) {
  function such(style) { return /auto|scroll/.test(style.overflowX) || style.clipPath !== "none"; }
  return within(one.parentElement, apartFrom, such) || getComputedStyle(one).clipPath !== "none" || one.matches(".skip");
}
var all = Array.prototype.filter.call(document.body.querySelectorAll("*"), shown);
var framedBy = new Map();
function framed(one) {
  return within(one.parentElement, framedBy, function (style) { return /auto|scroll|hidden|clip/.test(style.overflowX); });
}
function beyond(one) {
  var box = one.getBoundingClientRect();
  return box.right > room + 1 || box.left < -1;
}
// Where the whole page is too wide, what is innermost says why.
if (Math.max(root.scrollWidth, document.body.scrollWidth) > room) {
  var wide = all.filter(function (one) { return beyond(one) && !framed(one) && !one.matches(".skip"); });
  wide = wide.filter(function (one) { return !wide.some(function (other) { return other !== one && one.contains(other); }); });
  wide.sort(function (a, b) { return b.getBoundingClientRect().right - a.getBoundingClientRect().right; });
  out.push("the page is " + root.scrollWidth + " px wide: " + wide.slice(0, 3).map(function (one) { return one.outerHTML.slice(0, 160); }).join(" / "));
  return out;
}
all.forEach(function (one) {
  if (one instanceof SVGElement || apart(one)) return;
  if (beyond(one)) out.push("too wide: " + one.outerHTML.slice(0, 160));
  var style = getComputedStyle(one);
  if (/hidden|clip/.test(style.overflowX + style.overflowY) && one.textContent.trim()
      && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) {
    out.push("cut off: " + one.outerHTML.slice(0, 160));
  }
});
// A drawing cuts off what leaves its frame.
Array.prototype.filter.call(document.querySelectorAll("svg text"), shown).forEach(function (text) {
  var box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
  if (box.right > frame.right + 1 || box.left < frame.left - 1) out.push("cut off in its drawing: " + text.outerHTML);
});
return out;
