// What every page may do a little better with a script. Without it, all works.
(function () {
  "use strict";

  // The list of what has to be changed is where a reader goes first.
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
})();
