// What the frame does beyond HTML: the menu on narrow screens, "/" to search, the person's menu,
// focus on the error summary, printing, scrollable tables, what a date field has read, lists to tick that
// are narrowed by typing, what of a table was not saved, and what a passkey could not do.
"use strict";

(() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];

  const toggle = (button) => {
    const target = document.getElementById(button.dataset.toggle);
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    target.toggleAttribute("data-open", open);
    if (open) target.querySelector("a")?.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (button) toggle(button);
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of all(document, "details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const find = document.querySelector("[data-key='/']");
      if (find) {
        event.preventDefault();
        find.focus();
      }
    }
    if (event.key !== "Escape") return;
    for (const menu of all(document, "details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    for (const button of all(document, "[data-toggle][aria-expanded=true]")) {
      toggle(button);
      button.focus();
    }
  });

  // A table that is wider than its place can be scrolled by keyboard.
  const scrollable = () => {
    for (const box of all(document, "[data-scroll]")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };

  const readDate = (line) => {
    const input = document.getElementById(line.dataset.input);
    if (!input || line.dataset.ready) return;
    line.dataset.ready = "yes";
    let wait;
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const answer = await fetch(`${line.dataset.readDate}?text=${encodeURIComponent(input.value)}`);
        if (!answer.ok) return;
        const read = await answer.json();
        line.textContent = read.text;
        line.dataset.state = read.state;
      }, 300);
    });
  };

  const overFile = (box) => {
    const input = box.querySelector("input[type=file]");
    if (!input || box.dataset.ready) return;
    box.dataset.ready = "yes";
    input.addEventListener("dragenter", () => box.setAttribute("data-over", ""));
    for (const name of ["dragleave", "drop", "change"]) {
      input.addEventListener(name, () => box.removeAttribute("data-over"));
    }
  };

  const FEW = 8; // so many are seen at once; more are worth narrowing
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
  const pickMany = (box) => {
    const items = all(box, "li");
    if (items.length <= FEW || box.dataset.ready) return;
    box.dataset.ready = "yes";
    const find = box.querySelector(".pick__find input");
    const none = box.querySelector(".pick__none");
    find.parentElement.hidden = false;
    find.addEventListener("input", () => {
      const words = plain(find.value);
      let seen = 0;
      for (const item of items) {
        const fits = plain(item.textContent).includes(words);
        seen += fits;
        item.hidden = !fits && !item.querySelector("input").checked;
      }
      none.hidden = seen > 0;
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it narrows, it does not send
    });
  };

  const prepare = (root) => {
    all(root, "[data-pick]").forEach(pickMany);
    all(root, "[data-read-date]").forEach(readDate);
    all(root, ".file").forEach(overFile);
    scrollable();
  };

  // A row that is saved as it is changed says beside itself what was not saved; who leaves before the last
  // answer is asked first.
  const told = (input) => input.closest("tr")?.querySelector("[data-told]");
  document.addEventListener("change", ({ target }) => {
    if (told(target)) target.dataset.saving = Number(target.dataset.saving ?? 0) + 1;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { elt, successful } = detail;
    const place = told(elt);
    if (!place) return;
    const left = Number(elt.dataset.saving ?? 0) - 1;
    if (left > 0) elt.dataset.saving = left;
    else delete elt.dataset.saving;
    if (!successful) place.textContent = place.dataset.told;
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-saving]")) event.preventDefault();
  });

  // Passkeys: the browser's refusal in words; the name of the exception says which (WebAuthn, section 5.1).
  document.addEventListener("allauth.error", (event) => {
    const box = document.getElementById("passkey-trouble");
    if (!box) return;
    const told = all(box, "[data-trouble]");
    const fitting = told.find((text) => text.dataset.trouble === event.detail.exception.name) ?? told.at(-1);
    for (const text of told) text.hidden = text !== fitting;
    box.hidden = false;
    box.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    document.querySelector("[data-focus]")?.focus();
  });
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  window.addEventListener("resize", scrollable);
})();
