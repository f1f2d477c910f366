// What the pages do beyond links and forms: theme, menus, copying, choosing two methods to compare.
"use strict";

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : systemIsDark.matches;
}

function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  document.dispatchEvent(new CustomEvent("themechange"));
}

async function copyText(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 1500);
}

// Two methods can be compared: a third choice replaces the oldest one.
const picked = [];

function pick(box) {
  const place = picked.indexOf(box.value);
  if (place >= 0) picked.splice(place, 1);
  if (box.checked) picked.push(box.value);
  if (picked.length > 2) picked.shift();
  showPicked();
}

function showPicked() {
  const boxes = [...document.querySelectorAll("input[name=pick]")];
  for (const box of boxes) box.checked = picked.includes(box.value);
  const count = boxes.filter((box) => box.checked).length;
  for (const button of document.querySelectorAll("[data-compare]")) {
    button.disabled = count !== 2;
    button.textContent = count === 1 ? "Choose one more" : "Compare";
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) toggleTheme();
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("input[name=pick]")) pick(event.target);
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

document.addEventListener("htmx:after:swap", showPicked);

// A browser restores the boxes of a page that it goes back to.
addEventListener("pageshow", () => {
  picked.length = 0;
  for (const box of document.querySelectorAll("input[name=pick]:checked")) picked.push(box.value);
  showPicked();
});
