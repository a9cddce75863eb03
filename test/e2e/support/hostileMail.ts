import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Counter {
  readonly server: Server;
  /** `http://host:port`, without a slash. */
  readonly address: string;
  readonly requests: readonly string[];
  readonly connections: number;
}

/** A server that counts who comes. */
export async function countRequests(): Promise<Counter> {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end('/* */');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    address,
    requests,
    get connections() {
      return connections;
    },
  };
}

/** Every way known to us in which html can run, load, connect or navigate by itself. */
export function hostileMail(base: string, { staysOnPage = false } = {}): string {
  const mark = `document.documentElement.setAttribute('data-pwned',1);parent.document.documentElement.setAttribute('data-pwned',1)`;
  return `<!doctype html><html><head>
${staysOnPage ? '' : `<meta http-equiv="refresh" content="0;url=${base}/refresh">`}<base href="${base}/">
<link rel="stylesheet" href="${base}/style.css"><link rel="preconnect" href="${base}"><link rel="dns-prefetch" href="${base}">
<link rel="prefetch" href="${base}/prefetch"><link rel="preload" as="image" href="${base}/preload"><link rel="icon" href="${base}/icon">
<link rel="modulepreload" href="${base}/module"><link rel="manifest" href="${base}/manifest">
<script>${mark}</script><script src="${base}/script.js"></script>
<style>@import url("${base}/import.css"); @font-face { font-family: x; src: url("${base}/font.woff") }
body { background: url("${base}/background") ; font-family: x } a:hover { background: url("${base}/hover") }
@media print { body { background: url("${base}/print") } }</style></head>
<body background="${base}/body" onload="${mark}">
<img src="${base}/image"><img src="x" onerror="${mark}"><img srcset="${base}/srcset 2x"><picture><source srcset="${base}/source"><img></picture>
<table background="${base}/table"><tr><td background="${base}/cell">cell</td></tr></table>
<iframe src="${base}/frame"></iframe><iframe srcdoc="<script>${mark}</script>"></iframe>
<object data="${base}/object"></object><embed src="${base}/embed"><video src="${base}/video" poster="${base}/poster" autoplay></video><audio src="${base}/audio" autoplay></audio>
<svg onload="${mark}"><image href="${base}/svg-image"/><use href="${base}/use#a"/><script>${mark}</script><foreignObject><img src="${base}/foreign"></foreignObject></svg>
<math><mtext><img src="${base}/math"></mtext></math><input type="image" src="${base}/input">
<form action="${base}/form" id="f"><input name="a" autofocus onfocus="${mark}"><button>go</button></form>
<details open ontoggle="${mark}"><summary>s</summary></details><marquee onstart="${mark}">m</marquee>
<div style="background-image: url('${base}/inline'); list-style: url(${base}/list); cursor: url(${base}/cursor), auto; border-image: url(${base}/border) 1">d</div>
<template><img src="${base}/template"></template><noscript><img src="${base}/noscript"></noscript>
<a href="javascript:${mark}">link js</a> <a href="data:text/html,x">link data</a> <a href="file:///etc/passwd">link file</a>
<a href="vscode://x">link vscode</a> <a href="command:workbench.action.quit">link command</a> <a href="https://example.com/" ping="${base}/ping">link web</a>
<p>the end of the hostile mail</p></body></html>`;
}
