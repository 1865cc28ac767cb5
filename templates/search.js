// The only script of the site. It asks the index in ../pagefind/, which is loaded when somebody begins to type.
const [form, field, status, list, more] = ["form", "form input", "[role=status]", "ol.news", "main button"].map((one) =>
  document.querySelector(one));
let engine, found = [], turn = 0;

const add = (parent, name, attributes = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...inside);
  parent.append(element);
  return element;
};

// An excerpt is text with <mark> around the words that were found; nothing else of it is taken over.
const pieces = (excerpt) =>
  [...new DOMParser().parseFromString(excerpt, "text/html").body.childNodes].map((node) =>
    node.nodeName === "MARK" ? Object.assign(document.createElement("mark"), { textContent: node.textContent }) : node.textContent);

const show = (page) => {
  const entry = add(list, "li");
  add(entry, "a", { href: page.url, className: "title" }, add(entry, "bdi", {}, page.meta.title ?? page.url));
  for (const part of page.sub_results.slice(0, 3)) {
    const text = add(entry, "p", { dir: "auto" });
    if (part.url !== page.url) text.append(add(text, "a", { href: part.url }, part.title), ": ");
    text.append(...pieces(part.excerpt));
  }
};

const next = async (mine) => {
  const first = list.children.length;
  const pages = await Promise.all(found.slice(first, first + 10).map((one) => one.data()));
  if (mine !== turn) return;
  pages.forEach(show);
  more.hidden = list.children.length >= found.length;
  return list.children[first];
};

const search = async () => {
  const words = field.value.trim(), mine = ++turn;
  history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
  try {
    engine ??= await import(new URL("pagefind/pagefind.js", import.meta.url));
    const answer = words ? await engine.debouncedSearch(words) : { results: [] };
    if (mine !== turn || !answer) return;
    found = answer.results;
    list.replaceChildren();
    await next(mine);
    const number = found.length.toLocaleString(document.documentElement.lang);
    status.textContent = words && (found.length ? form.dataset.found.replace("{number}", number) : form.dataset.none);
  } catch {
    status.textContent = form.dataset.failed;
  }
};

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", search);
more.addEventListener("click", async () => (await next(turn))?.querySelector("a").focus());
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (field.value) search();
