// What the pages do on top of links and forms; everything works without it.
"use strict";

document.documentElement.classList.add("js");

// A form marked data-live sends itself when a field changes; its button is for those without JavaScript. A search field
// does so while one types: sent again when it loses the focus, the answer would replace what is being clicked on.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-live]");
  if (form && event.target.type !== "search") form.requestSubmit();
});

// htmx needs Django's token on POST.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

// After a swap the focus goes where the answer is, if the answer says so.
document.addEventListener("htmx:afterSwap", () => {
  const wanted = document.querySelector("[data-focus]");
  if (wanted) {
    wanted.removeAttribute("data-focus");
    wanted.focus();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  event.preventDefault();
  navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href).then(() => {
    document.getElementById("messages").textContent = button.dataset.copied;
  });
});
