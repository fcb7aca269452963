"use strict";
// Nothing from outside is ever read as markup: texts are set as values and text content only.
(() => {
  const about = JSON.parse(document.getElementById("about").textContent);
  const key = ["plan-review", about.plan, about.round, about.unit, about.revision].join("/");
  const byId = id => document.getElementById(id);
  const status = byId("status");
  const none = byId("none"), whole = byId("whole"), by = byId("by");
  const areas = new Map();

  function kept() {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  }

  function keep() {
    const said = {};
    for (const [id, area] of areas) if (area.value.trim()) said[id] = area.value;
    try {
      localStorage.setItem(key, JSON.stringify({said, whole: whole.value, by: by.value, none: none.checked}));
    } catch { /* A browser that keeps nothing for files: what is written stays until the page is closed. */ }
    const count = Object.keys(said).length + (whole.value.trim() ? 1 : 0);
    none.disabled = count > 0;
    if (count) none.checked = false;
    for (const [id, area] of areas) byId(id).classList.toggle("said", Boolean(area.value.trim()));
    status.textContent = count ? "已填写 " + count + " 条意见" : none.checked ? "无意见" : "尚未填写意见";
  }

  function open(clause, focus) {
    let area = areas.get(clause.id);
    const button = clause.querySelector("button.open");
    if (!area) {
      const box = document.createElement("div");
      box.className = "answer";
      const label = document.createElement("label");
      area = document.createElement("textarea");
      area.id = clause.id + "-said";
      label.htmlFor = area.id;
      label.textContent = "对这一段的意见";
      area.addEventListener("input", keep);
      box.append(label, area);
      clause.append(box);
      areas.set(clause.id, area);
      button.setAttribute("aria-expanded", "true");
    } else if (focus) {
      const box = area.parentNode;
      box.hidden = !box.hidden && !area.value.trim();
      button.setAttribute("aria-expanded", String(!box.hidden));
      if (box.hidden) return;
    }
    if (focus) area.focus();
    return area;
  }

  function result() {
    const comments = [];
    for (const clause of document.querySelectorAll(".clause")) {
      const area = areas.get(clause.id);
      if (!area || !area.value.trim()) continue;
      const one = {text: area.value.trim(), clause: clause.querySelector("p").textContent};
      if (clause.dataset.chapter) one.chapter = clause.dataset.chapter;
      if (clause.dataset.line) one.line = Number(clause.dataset.line);
      if (clause.dataset.block) one.block = clause.dataset.block;
      comments.push(one);
    }
    if (whole.value.trim()) comments.push({text: whole.value.trim()});
    return Object.assign({}, about, {by: by.value.trim(), none: none.checked && !comments.length, comments});
  }

  function text() { return JSON.stringify(result(), null, 1) + "\n"; }

  function isEmpty() {
    const said = result();
    if (said.comments.length || said.none) return false;
    status.textContent = "还没有意见；没有意见的，请勾选“无意见”";
    none.focus();
    return true;
  }

  function save() {
    if (isEmpty()) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], {type: "application/json"}));
    link.download = "意见-" + about.round + "-" + about.unit + ".json";
    document.body.append(link);
    link.click();
    link.remove();
    status.textContent = "已保存为文件 " + link.download + "，请发回";
  }

  async function send() {
    if (isEmpty()) return;
    const file = new File([text()], "意见-" + about.round + "-" + about.unit + ".json", {type: "application/json"});
    try { await navigator.share({files: [file], title: document.title}); } catch { /* Sharing was given up. */ }
  }

  function show() {
    if (isEmpty()) return;
    const box = byId("copy");
    box.hidden = false;
    byId("copied").value = text();
    byId("copied").focus();
    byId("copied").select();
    status.textContent = "请复制框里的全部文字发回";
  }

  for (const clause of document.querySelectorAll(".clause")) {
    clause.querySelector("button.open").addEventListener("click", () => open(clause, true));
  }
  for (const field of [whole, by, none]) field.addEventListener("input", keep);
  byId("save").addEventListener("click", save);
  byId("show").addEventListener("click", show);
  const share = byId("share");
  const probe = typeof File === "function" ? new File(["{}"], "a.json", {type: "application/json"}) : null;
  if (probe && navigator.canShare && navigator.canShare({files: [probe]})) {
    share.hidden = false;
    share.addEventListener("click", send);
  }
  const before = kept();
  for (const [id, words] of Object.entries(before.said || {})) {
    const clause = byId(id);
    if (clause && clause.classList.contains("clause")) open(clause, false).value = String(words);
  }
  whole.value = before.whole || "";
  by.value = before.by || "";
  none.checked = Boolean(before.none);
  keep();
})();
