// Elements from plain values: text is always text, never markup.
import { address, read } from "./state.js";

const SVG = "http://www.w3.org/2000/svg";

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
export const s = (tag, attributes = {}, ...children) => made(document.createElementNS(SVG, tag), attributes, children);

export function table(heads, rows, label = "Table") {
  const cell = (value, number) => h(number ? "td" : "th", number ? {} : { scope: "row" }, value ?? "");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

export function choice(label, value, options, act) {
  return h("label", {}, label, h("select", { onchange: (event) => act(event.target.value) },
    options.map(([code, text]) => h("option", { value: code, selected: code === value }, text))));
}

// A link within the page: what changes, the rest of the address kept or left out.
export function link(text, changes, attributes = {}) {
  return h("a", { href: address(changes), "data-go": true, ...attributes }, text);
}

export const kept = (changes) => address({ ...read(), ...changes });

// Names of states for their codes and back, by the list that fields offer.
const options = () => [...document.getElementById("states").children];
export const nameOf = (code) => options().find((option) => option.dataset.code === code)?.value ?? code;
export const codeOf = (name) => options().find((option) => option.value.toLowerCase() === name.trim().toLowerCase())?.dataset.code ?? name;
export function named() {
  for (const field of document.querySelectorAll("input[list=states]")) field.value = nameOf(field.value);
}

// The name of a state in a sentence.
export const the = (name) => options().find((option) => option.value === name)?.dataset.said ?? name;

export function both(names) {
  const text = names.map(the).join(" and ");
  return text[0].toUpperCase() + text.slice(1);
}

// Names of the two states of a brief, in the order in which they were asked for.
export const asked = (brief) => brief.asked.map((code) => brief.names[brief.dyad.indexOf(code)]);

export const problem = (error) => h("p", { class: "problem", role: "alert" }, error.message);
export const words = (slug) => (slug ?? "unknown").replaceAll("-", " ");

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

// A day as people write it; the last of a month as that month.
export function day(text) {
  if (!text) return "unknown";
  const [year, month, number] = text.split("-").map(Number);
  if (!month) return String(year);
  if (!number || new Date(Date.UTC(year, month, 0)).getUTCDate() === number) return `${MONTHS[month - 1]} ${year}`;
  return `${number} ${MONTHS[month - 1]} ${year}`;
}

export function age(seen, asked) {
  const years = Math.floor((Date.parse(asked) - Date.parse(seen)) / 31_556_952_000);
  return years > 0 ? `, ${years} year${years > 1 ? "s" : ""} before` : "";
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

export function file(label, name, content, type) {
  return h("a", { download: name, href: URL.createObjectURL(new Blob([content], { type })) }, label);
}
