// Sorting by column and filtering by kind and outcome; without this script the page shows everything in the set's order.
const table = document.getElementById("questions");
const bodies = [...table.tBodies];
const headings = [...table.tHead.rows[0].cells];
const filters = document.getElementById("filters");

const words = new Set(["question", "kind"]); // the other columns are numbers

/** Words by alphabet, numbers by size; what has no value comes last in either direction. */
function compare(left, right, column, direction) {
  if (left === "" || right === "") return (left === "") - (right === "");
  return direction * (words.has(column) ? left.localeCompare(right) : left - right);
}

function sort(heading) {
  const ascending = heading.getAttribute("aria-sort") !== "ascending";
  const value = (body) => body.rows[0].cells[heading.cellIndex].dataset.value;
  bodies.sort((left, right) => compare(value(left), value(right), heading.className, ascending ? 1 : -1));
  table.append(...bodies);
  for (const other of headings) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
}

function filter() {
  const { kind, outcome } = filters.elements;
  for (const body of bodies) {
    body.hidden = (kind.value && body.dataset.kind !== kind.value) || (outcome.value && body.dataset.outcome !== outcome.value);
  }
  const shown = bodies.filter((body) => !body.hidden).length;
  filters.querySelector("output").textContent = `${shown} of ${bodies.length} questions`;
}

for (const heading of headings) {
  heading.setAttribute("aria-sort", "none");
  heading.querySelector("button").addEventListener("click", () => sort(heading));
}
filters.addEventListener("change", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.hidden = false;
filter();
