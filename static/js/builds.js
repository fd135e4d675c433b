// Keys on the list of builds: j and k move, o opens, / searches. Everything is reachable without them.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const links = [...document.querySelectorAll(".posts .ti h2 a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("id_q")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    const next = here < 0 ? 0 : here + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
  } else if (event.key === "o" && here >= 0) {
    links[here].click();
  }
});
