/* What the office's pages can do better with a script. Without it everything works too: words and markup come with the page. */
(() => {
  "use strict";

  /* Copy to the clipboard, and say so. A secret that is shown once keeps the page until it was copied, by the button or by hand. */
  const uncopied = new Set(document.querySelectorAll("[data-once]"));
  const leaving = (event) => {
    if (uncopied.size > 0) event.preventDefault();
  };
  addEventListener("beforeunload", leaving);
  const textOf = (holder) =>
    holder.value ?? Array.from(holder.querySelectorAll("li"), (item) => item.textContent.trim()).join("\n");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const holder = document.getElementById(button.dataset.copy);
    const told = button.parentElement.querySelector("[data-copied]");
    const box = button.closest(".secret");
    const say = (words) => {
      /* The same words twice are spoken twice. */
      told.textContent = "";
      setTimeout(() => (told.textContent = words), 50);
    };
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(textOf(holder));
        uncopied.delete(box);
        box?.classList.add("was-copied");
        say(told.dataset.copied);
      } catch {
        if (holder.select) holder.select();
        say(told.dataset.failed);
      }
    });
    box?.addEventListener("copy", () => uncopied.delete(box));
    if (holder.select) holder.addEventListener("focus", () => holder.select());
  }

  /* Tick all rows of a table, and count those that are ticked. */
  for (const bulk of document.querySelectorAll("[data-bulk]")) {
    const form = bulk.closest("form");
    if (!form) continue;
    const rows = Array.from(form.querySelectorAll('td input[type="checkbox"]')).filter((box) => box.name === bulk.dataset.bulk);
    const whole = form.querySelector(`input[name="${CSS.escape(bulk.dataset.whole ?? "")}"]`);
    const all = bulk.querySelector("[data-all]");
    const count = bulk.querySelector("[data-count]");
    const tickAll = all.textContent;
    const draw = () => {
      const ticked = rows.filter((box) => box.checked).length;
      const every = ticked === rows.length;
      all.textContent = every ? all.dataset.noneLabel : tickAll;
      count.textContent = count.dataset.count.replace("#", String(whole?.checked ? bulk.dataset.total : ticked));
    };
    all.hidden = count.hidden = rows.length === 0;
    all.addEventListener("click", () => {
      const every = rows.every((box) => box.checked);
      for (const box of rows) box.checked = !every;
      draw();
    });
    form.addEventListener("change", draw);
    draw();
  }
})();
