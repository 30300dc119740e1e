// Elements from plain values: text is always text, never markup.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function table(heads, rows) {
  const cell = (value, number) => h(number ? "td" : "th", number ? {} : { scope: "row" }, value ?? "");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

export function choice(label, value, options, act) {
  return h("label", {}, label, h("select", { onchange: (event) => act(event.target.value) },
    options.map(([code, text]) => h("option", { value: code, selected: code === value }, text))));
}

export const problem = (error) => h("p", { class: "problem", role: "alert" }, error.message);
export const words = (slug) => (slug ?? "unknown").replaceAll("-", " ");
