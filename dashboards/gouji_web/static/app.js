// What a page gains where scripts run; without them links and forms do all of it.
//   data-swap              on a link or a GET form: its answer replaces <main> at once, the scroll stays, back works
//   data-submit-on-change  on a form: choosing is enough
//   data-copy              on a link: copies its address; data-copy="#id": the text of that element
//   data-include="address" on an element: filled with what that page has as .source
//   data-poll="2000"       on an element: the page is asked for again after so many milliseconds, as long as it is there
//   data-confirm="…"       on a form: asked before it is sent
"use strict";
(() => {
  document.documentElement.classList.add("script");
  const WAIT = 250; // milliseconds after the last key, before the search is sent
  let running = null;
  let shown = location.pathname + location.search;

  async function swap(address, remember, scroll, failed = () => location.assign(address)) {
    running?.abort();
    running = new AbortController();
    let text; // read in here too: the next page may be asked for while this one still comes in
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      text = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") failed();
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) return location.assign(address);
    const old = document.querySelector("main");
    const focused = mark(document.activeElement, old);
    const folded = [...old.querySelectorAll("input.fold:checked")].map((each) => each.id);
    history.replaceState({ ...history.state, scroll: scrollY }, "");
    if (remember === "push") history.pushState({}, "", address);
    if (remember === "replace") history.replaceState({}, "", address);
    shown = location.pathname + location.search;
    old.replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    include(fresh);
    for (const id of folded) document.getElementById(id)?.click();
    refocus(focused, fresh);
    if (scroll !== undefined) scrollTo(0, scroll);
    poll();
  }

  // While something is at work the page is asked for again, unless somebody is filling in a form of it.
  let looking = 0;
  function poll() {
    clearTimeout(looking);
    const place = document.querySelector("[data-poll]");
    if (!place) return;
    looking = setTimeout(() => {
      const field = document.activeElement?.closest("main input, main select, main textarea");
      if (document.hidden || field) return poll();
      swap(location.href, "", scrollY, poll); // a server that is started again is waited for
    }, Number(place.dataset.poll));
  }

  async function include(within) {
    for (const place of within.querySelectorAll("[data-include]")) {
      try {
        const answer = await fetch(place.dataset.include, { headers: { Accept: "text/html" } });
        const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".source");
        if (!part) continue; // its link stays and leads to the page, which says why
        place.replaceChildren(document.adoptNode(part));
        const here = place.querySelector(".here");
        here?.closest(".scroll")?.scrollTo({ top: here.offsetTop - 80, left: here.offsetLeft - 120 });
      } catch { /* the link stays */ }
    }
  }
  include(document);
  poll();
  const current = document.querySelector(".pages [aria-current]"); // on a phone the navigation is wider than the screen
  const bar = current?.parentElement;
  if (bar && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = current.offsetLeft - bar.clientWidth / 2;

  // Where the keyboard was: by id, by the name of a field, or by the order of the links.
  function mark(element, within) {
    if (!element || !within.contains(element)) return null;
    const links = [...within.querySelectorAll("a[data-swap]")];
    return { name: element.name, at: links.indexOf(element), count: links.length, value: element.value, from: element.selectionStart };
  }
  function refocus(was, within) {
    if (!was) return;
    const field = was.name && within.querySelector(`[name="${CSS.escape(was.name)}"]:not([type="hidden"])`);
    if (field) {
      field.focus({ preventScroll: true });
      if (field.type === "search") { field.value = was.value; field.setSelectionRange(was.from, was.from); }
    } else if (was.at >= 0) {
      within.querySelectorAll("a[data-swap]")[was.at]?.focus({ preventScroll: true });
    }
  }

  function addressOf(form) {
    const filled = [...new FormData(form)].filter(([name, value]) => value !== "" || form.elements[name].type === "hidden");
    return `${location.pathname}?${new URLSearchParams(filled)}`;
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (link?.hasAttribute("data-copy")) {
      event.preventDefault();
      copy(link, link.dataset.copy ? document.querySelector(link.dataset.copy).innerText : link.href);
    } else if (link?.hasAttribute("data-swap")) {
      event.preventDefault();
      swap(link.href, "push");
    }
  });

  async function copy(link, text) {
    const said = link.textContent;
    try {
      await navigator.clipboard.writeText(text);
      link.textContent = "已复制";
    } catch {
      link.textContent = "复制不了，请用右键";
    }
    setTimeout(() => { link.textContent = said; }, 1500);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
    if (form.hasAttribute("data-swap")) {
      event.preventDefault();
      swap(addressOf(form), "push");
    }
  });

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));

  let timer = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-swap]");
    if (!form || event.isComposing) return; // pinyin that is not yet a word
    clearTimeout(timer);
    timer = setTimeout(() => swap(addressOf(form), "replace"), WAIT);
  });
  document.addEventListener("compositionend", (event) => event.target.dispatchEvent(new Event("input", { bubbles: true })));
  document.addEventListener("change", (event) => event.target.closest("form[data-submit-on-change]")?.requestSubmit());
  addEventListener("popstate", (event) => {
    if (shown !== location.pathname + location.search) swap(location.href, "", event.state?.scroll ?? 0);
  });
})();
