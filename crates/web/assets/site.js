// Small helps for pages that work without them.
"use strict";

// A page that waits for a job asks again for its main part only, so that focus and scrolling stay.
const seconds = Number(document.body.dataset.refresh);
if (seconds > 0) {
  const again = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (fresh) document.getElementById("main").replaceChildren(...fresh.childNodes);
      document.title = page.title;
      if (!page.body.dataset.refresh) return;
    } catch {
      // The server may be restarting; the next try tells.
    }
    setTimeout(again, seconds * 1000);
  };
  setTimeout(again, seconds * 1000);
}

// A list on one page is narrowed as one types.
for (const input of document.querySelectorAll("input[data-narrow]")) {
  const rows = document.querySelectorAll(input.dataset.narrow);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    for (const card of document.querySelectorAll("[data-group]")) {
      card.hidden = !card.querySelector(":scope [data-row]:not([hidden])");
    }
  });
}

// A field that names another record suggests records by name or code as one types.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-list`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting;
  let asked = 0;
  const suggest = async () => {
    const mine = ++asked;
    const query = new URLSearchParams({ q: input.value.trim(), limit: "8" });
    const registers = input.dataset.suggest.split(" ");
    try {
      const pages = await Promise.all(registers.map(async (register) => {
        const answer = await fetch(`/api/v1/registers/${register}/records?${query}`);
        return answer.ok ? (await answer.json()).rows : [];
      }));
      if (mine !== asked) return;
      list.replaceChildren(...pages.flat().map((row) => new Option(row.title, row.key)));
    } catch {
      // Without suggestions the field still takes a code.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 200);
  });
}

// On paper nothing is folded; afterwards it is as it was.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details.rest:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

// A form that was sent is not sent twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
  });
}
