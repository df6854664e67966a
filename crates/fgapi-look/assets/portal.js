/* What a page can do better with a script. Without it everything works too: no words and no markup live here. */
(() => {
  "use strict";

  /* Show or hide a password: the button exists only where it works. */
  for (const input of document.querySelectorAll("input[data-reveal]")) {
    const button = document.createElement("button");
    const { show, hide, showLabel, hideLabel } = input.dataset;
    const draw = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? hide : show;
      button.setAttribute("aria-label", shown ? hideLabel : showLabel);
    };
    button.type = "button";
    button.className = "reveal";
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => draw(input.type === "password"));
    draw(false);
    input.after(button);
    input.parentElement.classList.add("with-reveal");
    /* What is shown must not be kept by the browser as a text that was typed. */
    input.form?.addEventListener("submit", () => draw(false));
  }

  /* Count a lock down. The clock is asked each time, because a page in the background is not called every second. */
  for (const box of document.querySelectorAll("[data-countdown]")) {
    const clock = box.querySelector(".clock");
    const end = Date.now() + Number(box.dataset.countdown) * 1000;
    const draw = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      if (left === 0) {
        clearInterval(timer);
        box.textContent = box.dataset.over;
        return;
      }
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    };
    const timer = setInterval(draw, 1000);
    box.hidden = false;
    draw();
  }

  /* Send a form once. The button is not disabled: that would drop its own value from what is sent. Whoever stops the page from
     loading may send again. */
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-disabled", "true");
      setTimeout(release, 10000, form);
    });
  }

  /* Some browsers keep a page for the way back although they are told not to store it. Whoever comes back sees what holds now, and
     nothing of what held before. */
  addEventListener("pagehide", () => (document.documentElement.hidden = true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  /* Errors come first for whoever cannot see them. */
  document.querySelector("[data-focus]")?.focus();
})();
