// Searches titles and summaries, the newest first, in the files below search/: each names the one
// before it. Every word must be there; nothing is sent anywhere.
"use strict";
const MOST = 50, FILES = 2000;
const found = document.getElementById("found"), told = document.getElementById("told");
const query = new URLSearchParams(location.search).get("q") || "";
const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

async function search(words) {
  const seen = new Set();
  let name = "latest.json", most = false;
  for (let count = 0; name && count < FILES && !most; count++) {
    const answer = await fetch(`search/${name}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    const { older, lines } = await answer.json();
    for (const line of lines) {
      const [title, path, ...rest] = line, text = fold([title, ...rest].join("\n"));
      if (seen.has(path) || !words.every(word => text.includes(word))) continue;
      if ((most = seen.size === MOST)) break;
      seen.add(path);
      show(line);
    }
    name = older;
  }
  const { most: limited, found: counted, none } = told.dataset;
  told.textContent = (most ? limited : seen.size ? counted : none).replace("{}", seen.size);
}

function show([title, path, date, source, summary]) {
  const entry = document.createElement("article");
  entry.className = "line";
  const head = add(entry, "h2", ""), link = document.createElement("a");
  link.href = path.split("/").map(encodeURIComponent).join("/");
  link.textContent = title;
  head.append(link);
  add(entry, "p", "facts").textContent = [date, source].filter(Boolean).join(" · ");
  if (summary) add(entry, "p", "p-summary").textContent = summary;
  found.append(entry);
}

function add(entry, name, kind) {
  const made = document.createElement(name);
  made.className = kind;
  made.dir = "auto";
  entry.append(made);
  return made;
}

found.textContent = "";
if (query.trim()) {
  document.getElementById("q").value = query;
  search(fold(query).split(/\s+/).filter(Boolean)).catch(() => {
    told.textContent = told.dataset.failed;
  });
}
