// The list of suggestions under a search field: the combobox of the ARIA Authoring Practices. htmx fetches the list;
// without JavaScript the field is a plain field of its form.
"use strict";

{
  const FIELD = "[data-suggest] input";
  const piecesOf = (field) => {
    const box = field.closest("[data-suggest]");
    const popup = box.querySelector(".sug");
    return { popup, list: popup.querySelector("[role=listbox]"), said: box.querySelector("[role=status]") };
  };
  const optionsOf = (field) => [...piecesOf(field).popup.querySelectorAll("[role=option]")];
  const activeOf = (field) => document.getElementById(field.getAttribute("aria-activedescendant"));
  const isOpen = (field) => field.getAttribute("aria-expanded") === "true";

  const choose = (field, option) => {
    activeOf(field)?.setAttribute("aria-selected", "false");
    field.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const close = (field) => {
    choose(field, null);
    piecesOf(field).popup.hidden = true;
    piecesOf(field).said.textContent = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-controls");
  };

  const open = (field) => {
    const { popup, list, said } = piecesOf(field);
    close(field);
    popup.hidden = !popup.firstElementChild;
    said.textContent = popup.firstElementChild?.dataset.said ?? "";
    if (!list) return;
    list.id = `${field.id}-list`;
    optionsOf(field).forEach((option, place) => { option.id = `${field.id}-option-${place}`; });
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
  };

  // What a key does while the list is open: false leaves the key to the browser.
  const move = (field, step) => {
    const options = optionsOf(field);
    const at = options.indexOf(activeOf(field)) + step;
    choose(field, at < -1 ? options.at(-1) : options[at] ?? null); // beyond either end: back in the field
  };
  const jump = (field, place) => {
    if (!activeOf(field)) return false; // in the text they move the caret
    choose(field, optionsOf(field).at(place));
    return true;
  };
  const keys = {
    ArrowDown: (field) => move(field, 1),
    ArrowUp: (field) => move(field, -1),
    Home: (field) => jump(field, 0),
    End: (field) => jump(field, -1),
    Escape: (field) => { field.dataset.dismissed = ""; close(field); },
    Enter: (field) => {
      const option = activeOf(field);
      if (!option) return false;
      option.click();
      return true;
    },
    Tab: (field) => { close(field); return false; },
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELD) || event.isComposing) return;
    if (!isOpen(field)) {
      if (event.key !== "ArrowDown" || !piecesOf(field).list) return;
      open(field);
    }
    if (keys[event.key] && keys[event.key](field) !== false) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches(FIELD)) return;
    delete event.target.dataset.dismissed;
    choose(event.target, null);
  });

  document.addEventListener("focusout", (event) => {
    if (event.target.matches(FIELD)) close(event.target);
  });

  // A press on the list must not take the focus out of the field, which would close it before the click.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".sug")) event.preventDefault();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const field = event.target.closest("[data-suggest]")?.querySelector("input");
    if (field && document.activeElement === field && !("dismissed" in field.dataset)) open(field);
  });

  for (const failed of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failed, (event) => {
      if (event.target.matches(FIELD)) close(event.target);
    });
  }

  document.addEventListener("htmx:load", (event) => {
    for (const field of event.target.querySelectorAll(FIELD)) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-autocomplete", "list");
      field.setAttribute("aria-expanded", "false");
    }
  });
}
