// What every page may do a little better with a script. Without it, all works.
(function () {
  "use strict";

  // The list of what has to be changed is where a reader goes first, also in a
  // browser that heeds autofocus only in forms.
  var faults = document.querySelector("[data-focus]");
  if (faults) faults.focus();

  // The reader's own hour beside an instant, where it differs from the one printed.
  document.querySelectorAll("time[data-local]").forEach(function (element) {
    var when = new Date(element.dateTime);
    if (isNaN(when)) return;
    var clock = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    if (element.textContent.indexOf(clock) !== -1) return;
    var here = document.createElement("span");
    here.textContent = " (" + element.dataset.local.replace("[time]", clock) + ")";
    element.appendChild(here);
  });

  // A form is sent once, however often somebody presses its button while the answer is on its
  // way: of two that follow each other at once, only the second's answer would be seen.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    // What is answered with a file leaves the page where it is.
    setTimeout(function () { delete form.dataset.sent; }, 3000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // Keeping a receipt: copy it, or save it as a file. Nothing is sent.
  document.querySelectorAll("[data-keep]").forEach(function (acts) {
    var text = document.getElementById(acts.dataset.keep);
    var status = acts.querySelector("[role=status]");
    var copy = acts.querySelector("[data-copy]");
    var save = acts.querySelector("[data-save]");
    acts.hidden = false;
    copy.addEventListener("click", function () {
      function done() { status.textContent = copy.dataset.done; }
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text.value).then(done, function () { text.select(); });
      } else {
        text.select();
        if (document.execCommand("copy")) done();
      }
    });
    save.addEventListener("click", function () {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text.value], { type: "application/json" }));
      link.download = save.dataset.save;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  });

  // Finding a tracker in the list of ballots, in this browser alone.
  var find = document.querySelector("[data-find]");
  if (find) {
    var input = find.querySelector("input");
    var said = find.querySelector("[role=status]");
    var list = document.getElementById("ballots");
    var rows = Array.prototype.slice.call(list.querySelectorAll("[data-tracker]"));
    find.hidden = false;
    input.addEventListener("input", function () {
      var wanted = input.value.toLowerCase().replace(/[\s-]/g, "");
      var found = 0;
      rows.forEach(function (row) {
        var fits = row.dataset.tracker.replace("-", "").indexOf(wanted) === 0;
        row.hidden = !fits;
        if (fits) found += 1;
      });
      if (wanted) list.open = true;
      said.textContent = !wanted ? "" : found ? said.dataset.some.replace("[n]", String(found)) : said.dataset.none;
    });
  }
})();
