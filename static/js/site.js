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

// What could not be read a moment ago is forgotten once something could; empty fields do not go into addresses.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) document.querySelector("#messages .refused")?.remove();
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of [...event.detail.formData.entries()]) {
    if (value === "") event.detail.formData.delete(name);
  }
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

// A number with data-slider="least most" gets a slider beside it; the number is what is sent.
function addSliders(root) {
  for (const input of root.querySelectorAll("input[data-slider]")) {
    if (input.dataset.slid) continue;
    input.dataset.slid = "1";
    const [min, max] = input.dataset.slider.split(" ");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min, max, value: input.value || input.placeholder });
    slider.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`).textContent);
    slider.addEventListener("input", () => { input.value = slider.value; });
    input.addEventListener("input", () => { slider.value = input.value; });
    input.closest(".un").after(slider);
  }
}
addSliders(document);
document.addEventListener("htmx:afterSwap", () => addSliders(document));
