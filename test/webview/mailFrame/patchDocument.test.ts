// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { patchDocument } from '../../../src/webview/mailFrame/patchDocument.ts';

function parse(body: string, head = ''): Document {
  return new DOMParser().parseFromString(`<html><head>${head}</head><body>${body}</body></html>`, 'text/html');
}

/** Patches and says which of the elements with an `id` before are still the same afterwards. */
function check(before: string, after: string, kept: string): void {
  const shown = parse(before);
  const marked = [...shown.querySelectorAll('[id]')];
  patchDocument(shown, parse(after));
  expect(shown.body.innerHTML).toBe(parse(after).body.innerHTML);
  const stayed = marked.filter((found) => shown.documentElement.contains(found)).map((found) => found.id);
  expect(stayed.join(' ')).toBe(kept);
}

describe('elements that do not change stay the same elements', () => {
  test('when a text changes', () => {
    check('<p>a</p><img id="i">', '<p>b</p><img id="i">', 'i');
  });

  test('when something is put in front', () => {
    check('<div id="a">1</div><div id="b">2</div>', '<div>0</div><div id="a">1</div><div id="b">2</div>', 'a b');
  });

  test('when something in front is taken away', () => {
    check('<div>0</div><div id="a">1</div><div id="b">2</div>', '<div id="a">1</div><div id="b">2</div>', 'a b');
  });

  test('when something is put in front and something else changes behind', () => {
    check(
      '<p>1</p><!--c--><div id="s"><img id="i"></div><p>3</p>',
      '<section>0</section><p>1</p><!--c--><div id="s"><img id="i"></div><p>4</p>',
      's i',
    );
  });

  test('when ids are repeated', () => {
    check('<i id="x">1</i><i id="x">2</i>', '<i id="x">1</i><i id="x">new</i><i id="x">2</i>', 'x x');
  });
});

describe('any document becomes any other', () => {
  test.each([
    ['', '<p>a</p>'],
    ['<p>a</p>', ''],
    ['<p>a</p>text', 'text<p>a</p><!--c-->'],
    ['<table><tbody><tr><td>1</td></tr></tbody></table>', '<div><span>1</span></div>'],
    ['<p>1</p><p>2</p><p>3</p>', '<p>3</p><p>2</p><p>1</p><p>0</p>'],
  ])('%s → %s', (before, after) => {
    const shown = parse(before);
    patchDocument(shown, parse(after));
    expect(shown.body.innerHTML).toBe(after);
  });

  test('attributes of the body and styles in the head are taken over', () => {
    const shown = parse('a', '<style>p{color:red}</style>');
    const wanted = parse('a', '<style>p{color:blue}</style><title>t</title>');
    wanted.body.setAttribute('bgcolor', '#eee');
    patchDocument(shown, wanted);
    expect(shown.head.innerHTML).toBe('<style>p{color:blue}</style><title>t</title>');
    expect(shown.body.getAttribute('bgcolor')).toBe('#eee');
  });
});

describe('details', () => {
  const html = '<p>a</p><details><summary>s</summary>t</details>';

  function opened(): { shown: Document; details: HTMLDetailsElement } {
    const shown = parse('');
    patchDocument(shown, parse(html));
    const details = shown.querySelector('details');
    if (details === null) throw new Error('no details');
    details.open = true;
    return { shown, details };
  }

  test('what the reader opened stays open, also when something is put in front', () => {
    const { shown, details } = opened();
    patchDocument(shown, parse(`<section>new</section>${html.replace('a', 'b')}`));
    expect(shown.contains(details)).toBe(true);
    expect(details.open).toBe(true);
  });

  test('what the author opens is open', () => {
    const { shown, details } = opened();
    details.open = false;
    patchDocument(shown, parse(html.replace('<details>', '<details open>')));
    expect(shown.querySelector('details')?.open).toBe(true);
  });
});

describe('the first mail is moved into the empty document', () => {
  /** What the frame has, and what it has then. */
  function fill(html: string): { readonly shown: Document; readonly moved: Element | null } {
    const shown = parse('');
    const wanted = new DOMParser().parseFromString(html, 'text/html');
    const moved = wanted.querySelector('p');
    patchDocument(shown, wanted);
    return { shown, moved };
  }

  test('without a copy, and with the attributes of html, head and body', () => {
    const { shown, moved } = fill(
      '<html lang="vi"><head data-a="1"><title>t</title></head>\n<body class="b"><p>1</p><p>2</p></body></html>',
    );
    expect(shown.querySelector('p')).toBe(moved);
    expect(shown.documentElement.outerHTML).toBe(
      '<html lang="vi"><head data-a="1"><title>t</title></head>\n<body class="b"><p>1</p><p>2</p></body></html>',
    );
  });

  test('what stands between head and body stays there', () => {
    const { shown } = fill('<html><head></head><!--between--><body><p>1</p></body></html>');
    expect([...shown.documentElement.childNodes].map((node) => node.nodeName)).toEqual(['HEAD', '#comment', 'BODY']);
  });

  test('details that the author opened can be told from those that the reader opened', () => {
    const shown = parse('');
    patchDocument(shown, parse('<details open><p>1</p></details>'));
    shown.querySelector('details')?.removeAttribute('open');
    patchDocument(shown, parse('<details open><p>2</p></details>'));
    expect(shown.querySelector('details')?.hasAttribute('open')).toBe(false);
    expect(shown.querySelector('p')?.textContent).toBe('2');
  });

  test('a document that shows something is compared', () => {
    const shown = parse('<p>1</p>');
    const before = shown.querySelector('p');
    patchDocument(shown, parse('<p>2</p>'));
    expect(shown.querySelector('p')).toBe(before);
  });
});
