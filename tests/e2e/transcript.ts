import type { CDPSession, Page, Request } from 'playwright-core';

interface AXValue {
  readonly value?: unknown;
}
interface AXNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: AXValue;
  readonly name?: AXValue;
  readonly description?: AXValue;
  readonly value?: AXValue;
  readonly properties?: readonly { readonly name: string; readonly value: AXValue }[];
  readonly childIds?: readonly string[];
}

/** What says nothing by itself: its name stands at what holds it. */
const silent = new Set([
  'none',
  'generic',
  'StaticText',
  'InlineTextBox',
  'LineBreak',
  'ListMarker',
  'LabelText',
]);
/** States that a screen reader names, and only where they are not as usual. */
const states = [
  'checked',
  'pressed',
  'expanded',
  'selected',
  'required',
  'invalid',
  'disabled',
  'readonly',
  'level',
];

/**
 * What differs from run to run without meaning anything: keys and codes are made anew. What else is random is none of a
 * customer's words.
 */
const calm = (text: string): string =>
  text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\b(?=[\w•*-]*[A-Za-z])(?=[\w•*-]*\d)[A-Za-z0-9]{4,5}(?:-[A-Za-z0-9•*]{4,5})+\b/g, '‹key›')
    .replace(/\b(?:[a-z]{3}_)[0-9a-z]{12,}\b/g, '‹id›')
    .replace(/localhost:\d+/g, 'localhost')
    .trim();

const statesOf = ({ properties = [] }: AXNode): string[] =>
  properties.flatMap(({ name, value: { value } }) =>
    !states.includes(name) ||
    value === false ||
    value === 'false' ||
    (name === 'expanded' && value === undefined)
      ? []
      : [value === true || value === 'true' ? name : `${name} ${String(value)}`],
  );

const sentence = (node: AXNode): string => {
  const name = calm(String(node.name?.value ?? ''));
  const about = calm(String(node.description?.value ?? ''));
  const value = node.value?.value === undefined ? '' : calm(String(node.value.value));
  return [
    String(node.role?.value),
    name && `“${name}”`,
    value && `= ${value}`,
    ...statesOf(node),
    about && about !== name && `(${about})`,
  ]
    .filter(Boolean)
    .join(' ');
};

/** The page as assistive technology is told of it, one line for each thing that says something, indented. */
async function outline(cdp: CDPSession, within: string): Promise<string[]> {
  const { root } = (await cdp.send('DOM.getDocument', { depth: 0 })) as { root: { nodeId: number } };
  const found = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: within });
  const { nodes } = (await cdp.send('Accessibility.queryAXTree', { nodeId: found.nodeId })) as unknown as {
    nodes: AXNode[];
  };
  const all = (await cdp.send('Accessibility.getFullAXTree')) as unknown as { nodes: AXNode[] };
  const byId = new Map(all.nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];
  const walk = (id: string, depth: number, above: string) => {
    const node = byId.get(id);
    if (!node) return;
    const role = String(node.role?.value ?? '');
    const text = calm(String(node.name?.value ?? ''));
    // Words that their own parent is named by are read once.
    const isText = role === 'StaticText' && text && !above.includes(text);
    const isSaid = !node.ignored && !silent.has(role);
    if (isText) lines.push(`${'  '.repeat(depth)}${text}`);
    if (isSaid) lines.push(`${'  '.repeat(depth)}${sentence(node)}`);
    for (const child of node.childIds ?? []) walk(child, depth + (isSaid ? 1 : 0), isSaid ? text : above);
  };
  const first = nodes[0];
  if (first) walk(first.nodeId, 0, '');
  return lines;
}

/** Writes down what a screen reader would say while somebody does something. */
export class Transcript {
  readonly #lines: string[] = [];
  readonly #page: Page;
  #cdp: CDPSession | undefined;
  readonly #asked = new Set<Request>();
  constructor(page: Page) {
    this.#page = page;
    // Parts that come in files of their own are waited for as well.
    page.on('request', (request) => /fetch|script/.test(request.resourceType()) && this.#asked.add(request));
    const end = (request: Request) => this.#asked.delete(request);
    page.on('requestfinished', end);
    page.on('requestfailed', end);
  }

  /** Before the page is opened: what is announced is heard from the start. */
  async listen(): Promise<void> {
    this.#cdp = await this.#page.context().newCDPSession(this.#page);
    await this.#cdp.send('Accessibility.enable');
    await this.#page.addInitScript(() => {
      const heard: string[] = [];
      let last = 0;
      Object.assign(window, { heard, quietFor: () => performance.now() - last });
      const live = '[role=alert],[role=status],[role=log],[aria-live]:not([aria-live=off]),output';
      new MutationObserver((changes) => {
        last = performance.now();
        const regions = new Set<Element>();
        for (const { target, addedNodes } of changes) {
          const at = (target instanceof Element ? target : target.parentElement)?.closest(live);
          if (at) regions.add(at);
          // An alert is said when it appears, a status only when it changes.
          for (const added of addedNodes)
            if (added instanceof Element)
              for (const one of [added, ...added.querySelectorAll('[role=alert]')])
                if (one.matches('[role=alert]')) regions.add(one);
        }
        for (const region of regions) {
          const text = (region as HTMLElement).innerText?.replace(/\s+/g, ' ').trim();
          const way =
            region.getAttribute('role') === 'alert' || region.getAttribute('aria-live') === 'assertive'
              ? 'at once'
              : 'politely';
          const said = `${way}: ${text}`;
          // What is not drawn yet is not said: what shows only to those who wait long is in no transcript.
          if (text && region.checkVisibility() && heard.at(-1) !== said) heard.push(said);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
  }

  /** Nothing has changed for a moment, so everything that follows from the step is there. */
  async #settled(): Promise<void> {
    do {
      await this.#page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      await this.#page.waitForFunction(
        () => (window as unknown as { quietFor: () => number }).quietFor() > 400,
        undefined,
        { polling: 50 },
      );
    } while (this.#asked.size > 0);
  }

  /** One step by its name, then what was announced, and where one stands. */
  async step(name: string, act: () => Promise<unknown>): Promise<void> {
    await act();
    await this.#settled();
    // Where one stands is set after what is new was drawn; who stands nowhere is waited for in vain.
    await this.#page
      .waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 600 })
      .catch(() => undefined);
    this.#lines.push('', `## ${name}`);
    const heard = await this.#page.evaluate(() => {
      const { heard: all } = window as unknown as { heard: string[] };
      return all.splice(0);
    });
    for (const one of heard) this.#lines.push(`says ${calm(one)}`);
    const cdp = this.#cdp as CDPSession;
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const about = (await cdp.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId as string,
      fetchRelatives: false,
    })) as unknown as { nodes: AXNode[] };
    const [at] = about.nodes;
    const role = String(at?.role?.value ?? 'none');
    this.#lines.push(
      role === 'none' || role === 'RootWebArea' ? 'stands nowhere' : `stands on ${sentence(at as AXNode)}`,
    );
    if (await this.#page.locator('[data-portico-part="error-summary"]').count())
      this.#lines.push(...(await outline(cdp, '[data-portico-part="error-summary"]')));
  }

  /** All that there is to read in a part of the page. */
  async read(within: string): Promise<void> {
    await this.#settled();
    this.#lines.push(...(await outline(this.#cdp as CDPSession, within)));
  }

  text(): string {
    return `${this.#lines.join('\n').trim()}\n`;
  }
}
