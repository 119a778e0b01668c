// Turns the ballot's selects into an ordered list with buttons and drag.
// The selects stay in the form, hidden, and stay the truth: what is posted is
// the same with and without this script, field by field and byte by byte.
(function () {
  "use strict";

  var form = document.querySelector("[data-ballot]");
  var ranking = form && form.querySelector("[data-ranking]");
  if (!ranking) return;

  var words = ranking.dataset;
  var said = ranking.querySelector("[data-said]");
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");
  var source = ranking.querySelector(".candidates");
  var items = Array.prototype.slice.call(source.querySelectorAll(".candidate")).filter(function (item) {
    return item.querySelector("select");
  });
  if (!items.length) return;
  var values = Array.prototype.map.call(items[0].querySelector("select").options, function (option) {
    return { value: option.value, text: option.textContent };
  });

  function fill(pattern, name, place) {
    return pattern.replace("[name]", name).replace("[place]", place ? values[place].text : "");
  }
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function button(text, className) {
    var made = element("button", className, text);
    made.type = "button";
    return made;
  }
  function select(item) { return item.querySelector("select"); }
  function nameOf(item) { return item.dataset.name; }

  // Two lists: the voter's order, and those left out in the order given.
  var inTitle = element("h3", "", words.in);
  var leftTitle = element("h3", "", words.left);
  inTitle.id = "ranked-title";
  leftTitle.id = "unranked-title";
  var ranked = element("ol", "candidates");
  var nobody = element("p", "hint", words.none);
  ranked.setAttribute("aria-labelledby", inTitle.id);
  source.setAttribute("aria-labelledby", leftTitle.id);
  source.before(inTitle, nobody, ranked, leftTitle);

  function order() { return Array.prototype.slice.call(ranked.children); }
  function left() {
    return Array.prototype.filter.call(source.children, function (item) { return items.indexOf(item) !== -1; });
  }

  items.forEach(function (item) {
    var label = item.querySelector(".name");
    var place = element("span", "place");
    place.setAttribute("aria-hidden", "true");
    var grip = element("span", "grip", "\u2261");
    grip.setAttribute("aria-hidden", "true");
    var moves = element("span", "moves");
    var up = button("\u2191");
    var down = button("\u2193");
    var out = button(words.outShort);
    var rank = button("", "rank");
    moves.append(up, down, out, rank);
    select(item).hidden = true;
    // The label names the hidden select; the buttons name themselves.
    var name = element("span", "name");
    name.append(element("bdi", "", label.textContent.trim()));
    label.hidden = true;
    label.before(grip, place, name);
    item.append(moves);
    item.parts = { place: place, up: up, down: down, out: out, rank: rank };
    up.addEventListener("click", function () { move(item, order().indexOf(item) - 1, "up"); });
    down.addEventListener("click", function () { move(item, order().indexOf(item) + 1, "down"); });
    out.addEventListener("click", function () { take(item); });
    rank.addEventListener("click", function () { move(item, order().length, "up"); });
    drag(item, grip);
  });

  // Begin with what the selects hold; places that clash stay in their order.
  items
    .filter(function (item) { return select(item).selectedIndex > 0; })
    .sort(function (a, b) { return select(a).selectedIndex - select(b).selectedIndex; })
    .forEach(function (item) { ranked.append(item); });
  draw();

  function draw() {
    var list = order();
    items.forEach(function (item) {
      var at = list.indexOf(item);
      var parts = item.parts;
      var isIn = at !== -1;
      select(item).selectedIndex = at + 1;
      parts.place.textContent = isIn ? String(at + 1) : "\u2013";
      parts.up.hidden = !isIn || at === 0;
      parts.down.hidden = !isIn || at === list.length - 1;
      parts.out.hidden = !isIn;
      parts.rank.hidden = isIn;
      parts.rank.textContent = fill(words.rankShort, nameOf(item), list.length + 1);
      parts.rank.setAttribute("aria-label", fill(words.rank, nameOf(item), list.length + 1));
      parts.out.setAttribute("aria-label", fill(words.out, nameOf(item)));
      if (at > 0) parts.up.setAttribute("aria-label", fill(words.move, nameOf(item), at));
      if (isIn && at < list.length - 1) parts.down.setAttribute("aria-label", fill(words.move, nameOf(item), at + 2));
    });
    nobody.hidden = list.length > 0;
    leftTitle.hidden = source.hidden = source.children.length === 0;
  }

  // Shows a change as a short glide, for those who want motion.
  function glide(change) {
    var before = items.map(function (item) { return item.getBoundingClientRect().top; });
    change();
    draw();
    if (still.matches || !items[0].animate) return;
    items.forEach(function (item, index) {
      var by = before[index] - item.getBoundingClientRect().top;
      if (by) item.animate([{ transform: "translateY(" + by + "px)" }, { transform: "none" }], { duration: 140, easing: "ease-out" });
    });
  }

  function say(item) {
    var at = order().indexOf(item);
    said.textContent = at === -1 ? fill(words.saidOut, nameOf(item)) : fill(words.saidIn, nameOf(item), at + 1);
  }

  function put(item, at) {
    var rest = order().filter(function (other) { return other !== item; });
    if (at >= rest.length) ranked.append(item);
    else rest[at].before(item);
  }

  function move(item, at, wanted) {
    glide(function () { put(item, at); });
    say(item);
    var parts = item.parts;
    [parts[wanted], parts.up, parts.down, parts.out].some(function (choice) {
      if (choice.hidden) return false;
      choice.focus();
      return true;
    });
  }

  function take(item) {
    glide(function () { leave(item); });
    say(item);
    item.parts.rank.focus();
  }

  // Back among those left out, at the place the page gave it.
  function leave(item) {
    var after = left().filter(function (other) { return items.indexOf(other) > items.indexOf(item); })[0];
    source.insertBefore(item, after || null);
  }

  function drag(item, grip) {
    grip.addEventListener("pointerdown", function (event) {
      if (event.button !== 0) return;
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      item.classList.add("lifted");
      function follow(at) {
        var y = at.clientY;
        var others = order().filter(function (other) { return other !== item; });
        var leftFrom = leftTitle.hidden ? Infinity : leftTitle.getBoundingClientRect().top;
        if (others.length && y > leftFrom || !others.length && y > leftFrom && item.parentNode === source) {
          if (item.parentNode !== source) glide(function () { leave(item); });
          return;
        }
        var place = others.filter(function (other) {
          var box = other.getBoundingClientRect();
          return box.top + box.height / 2 < y;
        }).length;
        if (order().indexOf(item) !== place) glide(function () { put(item, place); });
      }
      function drop() {
        grip.removeEventListener("pointermove", follow);
        grip.removeEventListener("pointerup", drop);
        grip.removeEventListener("pointercancel", drop);
        item.classList.remove("lifted");
        say(item);
      }
      grip.addEventListener("pointermove", follow);
      grip.addEventListener("pointerup", drop);
      grip.addEventListener("pointercancel", drop);
    });
  }

  // Blank: the order is put aside, not lost; what is sent is blank.
  var blank = form.querySelector("#blank-1");
  var notBlank = form.querySelector("#blank-0");
  function showOrder() { ranking.hidden = blank.checked; }
  blank.addEventListener("change", showOrder);
  notBlank.addEventListener("change", showOrder);
  showOrder();
  form.addEventListener("submit", function () {
    if (blank.checked) items.forEach(function (item) { select(item).selectedIndex = 0; });
    else draw();
  });
  window.addEventListener("pageshow", function () { showOrder(); draw(); });

  // A link of the error summary leads to a select: its candidate's buttons answer.
  document.querySelectorAll(".faults a").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var target = document.getElementById(link.hash.slice(1));
      var item = target && target.closest(".candidate");
      if (!item || !item.parts) return;
      event.preventDefault();
      var parts = item.parts;
      [parts.rank, parts.up, parts.down, parts.out].some(function (choice) {
        if (choice.hidden) return false;
        choice.focus();
        return true;
      });
    });
  });
})();
