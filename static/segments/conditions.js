/* Conditions without a page load: the form's own buttons are posted in the background, the answer is put in place.
 * Without this file every button posts the page, and all of it works. */
(() => {
  const form = document.getElementById("conditions");
  const body = document.getElementById("conditions-body");
  if (!form || !body) {
    return;
  }
  // The page that was asked for last wins; a number is dropped when the page has changed since it was asked for.
  let shown = 0;
  let counted = 0;
  let counting;
  let saving = null;

  // Nothing can be typed into a page that is about to be replaced, and nothing is saved before it is in place.
  const setBusy = (isBusy) => {
    body.inert = isBusy;
    form.setAttribute("aria-busy", String(isBusy));
    if (!isBusy && saving) {
      const button = saving;
      saving = null;
      form.requestSubmit(button);
    }
  };

  const post = (action, headers) => {
    const data = new FormData(form);
    data.set("do", action);
    return fetch(form.action, { method: "POST", body: data, headers, credentials: "same-origin" });
  };

  const focusOn = (id) => {
    const found = id && document.getElementById(id);
    if (found) {
      found.focus();
    }
  };

  const count = async () => {
    const mine = ++counted;
    const page = shown;
    try {
      const response = await post("count", { Accept: "application/json" });
      if (!response.ok || mine !== counted || page !== shown) {
        return;
      }
      const answer = await response.json();
      if (page !== shown) {
        return;
      }
      body.querySelector("[data-about]").textContent = answer.about;
      body.querySelector("[data-words]").textContent = answer.words;
    } catch {
      // The number is a help, not the work: it comes with the next change.
    }
  };

  const countSoon = () => {
    window.clearTimeout(counting);
    counting = window.setTimeout(count, 700);
  };

  const show = async (action, focus) => {
    const mine = ++shown;
    window.clearTimeout(counting);
    setBusy(true);
    try {
      const response = await post(action, { "X-Fragment": "1" });
      if (mine !== shown) {
        return;
      }
      if (response.redirected || !response.headers.get("Content-Type").startsWith("text/html")) {
        window.location.reload();
        return;
      }
      body.innerHTML = await response.text();
      body.inert = false;
      focusOn(focus);
      countSoon();
    } catch {
      window.location.reload();
    } finally {
      if (mine === shown) {
        setBusy(false);
      }
    }
  };

  // Where the keyboard goes after a button has changed the page: to what it made, or to the group it was in.
  const focusAfter = (action) => {
    const [verb, place] = action.split(" ");
    const group = document.getElementById(`at-${place}`);
    if (verb === "condition" && group) {
      return `field-${place}.${group.querySelectorAll(":scope > .s-parts > li").length}`;
    }
    if (verb === "group" && group) {
      return `kind-${place}.${group.querySelectorAll(":scope > .s-parts > li").length}`;
    }
    return place ? `kind-${place.replace(/\.\d+$/, "")}` : "";
  };

  form.addEventListener("submit", (event) => {
    const action = event.submitter ? event.submitter.value : "count";
    if (action === "save") {
      if (form.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        saving = event.submitter;
      }
      return;
    }
    event.preventDefault();
    if (action === "count") {
      count();
    } else {
      show(action, focusAfter(action));
    }
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-refresh]")) {
      show("show r", event.target.id);
    } else {
      countSoon();
    }
  });

  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-refresh]")) {
      countSoon();
    }
  });

  // A choice made before this file came, or brought back by the browser, still waits for its inputs.
  const isChanged = (select) => {
    const given = [...select.options].findIndex((option) => option.defaultSelected);
    return select.selectedIndex !== Math.max(given, 0);
  };
  if ([...form.querySelectorAll("select[data-refresh]")].some(isChanged)) {
    show("show r", "");
  }
})();
