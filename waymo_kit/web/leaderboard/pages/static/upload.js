// Uploads a file in pieces by the tus protocol: shows progress, pauses, and goes on after a fault.
"use strict";

const PIECE = 8 * 1024 * 1024;
const PASSING = [408, 409, 423, 429]; // too slow, another offset, locked, too many requests
const PATIENCE = [1, 2, 5, 10, 20, 30];
const form = document.getElementById("upload");
const upload = { paused: false, controller: null };

function headers(more) {
  return { "X-CSRF-Token": form.dataset.csrf, "Tus-Resumable": "1.0.0", ...more };
}

async function reason(response) {
  try {
    const body = await response.json();
    return body.error.message;
  } catch {
    return `the server answered ${response.status}`;
  }
}

function size(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function show(sent, total, begun, note) {
  const seconds = (performance.now() - begun.time) / 1000;
  const speed = seconds > 0.5 ? (sent - begun.offset) / seconds : 0;
  const speech = speed > 0 ? `, ${size(speed)}/s, ${Math.ceil((total - sent) / speed)} s left` : "";
  form.querySelector("progress").value = total ? (100 * sent) / total : 100;
  document.getElementById("sent").textContent = note || `${size(sent)} of ${size(total)}${speech}`;
}

function refuse(text) {
  const notice = document.getElementById("upload-problem");
  notice.textContent = text;
  notice.hidden = !text;
}

async function offsetOf(address) {
  const response = await fetch(address, { method: "HEAD", headers: headers() });
  if (!response.ok) throw new Error(`the upload is gone (${response.status})`);
  return Number(response.headers.get("Upload-Offset"));
}

async function sendPiece(address, file, offset) {
  upload.controller = new AbortController();
  const response = await fetch(address, {
    method: "PATCH",
    headers: headers({ "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) }),
    body: file.slice(offset, offset + PIECE),
    signal: upload.controller.signal,
  });
  if (PASSING.includes(response.status) || response.status >= 500) throw new TypeError(await reason(response));
  if (!response.ok) throw new Error(await reason(response));
  return Number(response.headers.get("Upload-Offset"));
}

async function send(address, file) {
  let offset = await offsetOf(address);
  let faults = 0;
  const begun = { time: performance.now(), offset };
  while (offset < file.size) {
    if (upload.paused) {
      show(offset, file.size, begun, `Paused at ${size(offset)} of ${size(file.size)}`);
      await new Promise((resolve) => { upload.resume = resolve; });
      begun.time = performance.now();
      begun.offset = offset;
    }
    try {
      offset = await sendPiece(address, file, offset);
      faults = 0;
    } catch (fault) {
      // A broken connection is a TypeError, a pause an AbortError: both go on where the server is.
      if (!(fault instanceof TypeError) && fault.name !== "AbortError") throw fault;
      if (!upload.paused) {
        const wait = PATIENCE[Math.min(faults, PATIENCE.length - 1)];
        faults += 1;
        show(offset, file.size, begun, `Connection lost. Trying again in ${wait} s`);
        await new Promise((resolve) => setTimeout(resolve, 1000 * wait));
      }
      offset = await offsetOf(address).catch(() => offset);
    }
    show(offset, file.size, begun);
  }
}

async function submit() {
  const file = form.elements.file.files[0];
  const { team, method, phase, task } = form.elements;
  const fields = { team_id: team.value, method: method.value, phase: phase.value, task: task.value };
  const response = await fetch("/api/v1/submissions", {
    method: "POST",
    headers: headers({ "Content-Type": "application/json" }),
    body: JSON.stringify({ ...fields, filename: file.name, size: file.size }),
  });
  if (!response.ok) throw new Error(await reason(response));
  const submission = await response.json();
  await send(submission.upload_url, file);
  location.assign(`/submissions/${encodeURIComponent(submission.summary.id)}`);
}

function lock(isLocked) {
  for (const element of form.elements) if (element.id !== "stop") element.disabled = isLocked;
  document.getElementById("sending").hidden = !isLocked;
  document.getElementById("stop").hidden = !isLocked;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  refuse("");
  lock(true);
  addEventListener("beforeunload", warn);
  try {
    await submit();
    removeEventListener("beforeunload", warn);
  } catch (fault) {
    removeEventListener("beforeunload", warn);
    lock(false);
    refuse(fault.message);
  }
});

function warn(event) {
  event.preventDefault();
}

document.getElementById("stop")?.addEventListener("click", (event) => {
  upload.paused = !upload.paused;
  event.target.textContent = upload.paused ? "Go on" : "Pause";
  if (upload.paused) upload.controller?.abort();
  else upload.resume?.();
});

form?.elements.file.addEventListener("change", (event) => {
  const [file] = event.target.files;
  const most = Number(document.getElementById("file-hint").dataset.max);
  refuse(file && file.size > most ? `${file.name} has ${size(file.size)}; at most ${size(most)} are accepted.` : "");
});
