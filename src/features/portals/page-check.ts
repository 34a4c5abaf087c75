import { originAllowed } from './rules.ts';
import type { PageFinding } from './schema.ts';

/** A page as it was answered: what a browser would be told about it. */
export interface FetchedPage {
  /** Where the page was found in the end, after redirects. */
  readonly url: string;
  readonly status: number;
  /** Values of `content-security-policy`, one for each header. */
  readonly policies: readonly string[];
  readonly html: string;
}

interface Wanted {
  /** Address of the service without a slash at the end. */
  readonly publicUrl: string;
  readonly slug: string;
  /** What the portal's `frame-ancestors` would say. */
  readonly hosts: readonly string[];
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** What keeps a page from showing the portal, and what to change; empty: nothing was found. */
export function checkPage(page: FetchedPage, wanted: Wanted): PageFinding[] {
  if (page.status >= 400) return [{ code: 'answered', status: page.status }];
  const found: PageFinding[] = [];
  const { origin } = new URL(page.url);
  if (!originAllowed(origin, wanted.hosts)) found.push({ code: 'host', host: origin });

  const tags = tagsOf(page.html);
  const scripts = tags.filter((tag) => tag.name === 'script' && isLoader(tag.attributes.get('src')));
  const [script] = scripts;
  const frame = tags.find(
    (tag) => tag.name === 'iframe' && /\/p\/[\w-]+/.test(tag.attributes.get('src') ?? ''),
  );
  const ours = (address: string | undefined) =>
    address && originOf(address, page.url) === originOf(wanted.publicUrl);
  const foreign = [script, frame].map((tag) => tag?.attributes.get('src')).find((src) => src && !ours(src));
  if (foreign) found.push({ code: 'other-service', address: foreign.slice(0, 300) });

  const slugs = tags
    .flatMap(slugNamed)
    .concat(frame ? (/\/p\/([\w-]+)/.exec(frame.attributes.get('src') ?? '')?.[1] ?? []) : []);
  if (!script && !frame) found.push({ code: 'no-snippet' });
  else if (slugs.length === 0) found.push({ code: 'no-element' });
  else if (!slugs.includes(wanted.slug)) found.push({ code: 'other-portal', slug: slugs[0] as string });
  if (scripts.length > 1) found.push({ code: 'twice' });

  const metas = tags
    .filter(
      (tag) =>
        tag.name === 'meta' && /^content-security-policy$/i.test(tag.attributes.get('http-equiv') ?? ''),
    )
    .map((tag) => tag.attributes.get('content') ?? '');
  const service = new URL(wanted.publicUrl).origin;
  const policies = [...page.policies, ...metas].flatMap((text) => text.split(',')).map(directivesOf);
  const asks = { url: `${service}/v1/portico.js`, page: page.url, nonce: script?.attributes.get('nonce') };
  if (
    script &&
    policies.some((policy) => !allows(policy, ['script-src-elem', 'script-src', 'default-src'], asks))
  ) {
    found.push({ code: 'policy', directive: 'script-src', value: service });
  }
  const framed = { url: `${service}/p/${wanted.slug}`, page: page.url };
  if (policies.some((policy) => !allows(policy, ['frame-src', 'child-src', 'default-src'], framed))) {
    found.push({ code: 'policy', directive: 'frame-src', value: service });
  }
  if (policies.some((policy) => policy.has('sandbox') && !policy.get('sandbox')?.includes('allow-scripts'))) {
    found.push({ code: 'sandboxed' });
  }
  return found;
}

const isLoader = (src: string | undefined): boolean =>
  /\/v\d+\/(?:[0-9a-f]{16}\/)?portico\.m?js(?:[?#]|$)/.test(src ?? '');

const originOf = (address: string, base?: string): string | undefined =>
  URL.canParse(address, base) ? new URL(address, base).origin : undefined;

/** The portals that a tag of ours names. */
function slugNamed({ name, attributes }: Tag): string[] {
  const slug = name === 'portico-portal' ? attributes.get('portal') : attributes.get('data-portal');
  return slug ? [slug] : [];
}

const character: Readonly<Record<string, string>> = {
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  lt: '<',
  gt: '>',
};

/**
 * Start tags with their attributes, as far as a snippet needs them; what stands in comments is none. A tag that is
 * never closed swallows the rest, as in a browser, so that no page is read more than once.
 */
function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  const open = /<!--|<([a-z][\w-]*)/gi;
  const part = /[\s/]*(?:(>)|([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?)/gy;
  for (let start = open.exec(html); start; start = open.exec(html)) {
    if (!start[1]) {
      const end = html.indexOf('-->', open.lastIndex);
      if (end < 0) return tags;
      open.lastIndex = end;
      continue;
    }
    const attributes = new Map<string, string>();
    part.lastIndex = open.lastIndex;
    for (let found = part.exec(html); !found?.[1]; found = part.exec(html)) {
      if (!found) return tags;
      const [, , key = '', twice, once, bare] = found;
      attributes.set(key.toLowerCase(), withoutEntities(twice ?? once ?? bare ?? ''));
    }
    tags.push({ name: start[1].toLowerCase(), attributes });
    open.lastIndex = part.lastIndex;
  }
  return tags;
}

const withoutEntities = (text: string): string =>
  text.replace(/&(amp|quot|apos|#39|lt|gt);/g, (whole, name: string) => character[name] ?? whole);

type Policy = ReadonlyMap<string, readonly string[]>;

/** The first of each name counts, as in CSP 3 §2.2.1. */
function directivesOf(text: string): Policy {
  const directives = new Map<string, readonly string[]>();
  for (const part of text.split(';')) {
    const [name, ...values] = part.trim().split(/\s+/);
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values);
  }
  return directives;
}

interface Asked {
  readonly url: string;
  readonly page: string;
  readonly nonce?: string | undefined;
}

/** Whether a policy lets the page load this, by the first of the directives that it has. */
function allows(policy: Policy, names: readonly string[], asked: Asked): boolean {
  const sources = names.map((name) => policy.get(name)).find((values) => values !== undefined);
  if (!sources) return true;
  if (asked.nonce && sources.includes(`'nonce-${asked.nonce}'`)) return true;
  // Where the page trusts scripts by nonce alone, addresses in the list count for nothing.
  if (names.includes('script-src') && sources.includes("'strict-dynamic'")) return false;
  return sources.some((source) => matches(source, asked));
}

/** A source as in CSP 3 §6.7.2.8: `'self'`, `*`, `https:`, or a host with optional scheme, port and path. */
function matches(source: string, { url, page }: Asked): boolean {
  const wanted = new URL(url);
  const web = wanted.protocol === 'http:' || wanted.protocol === 'https:';
  if (source === '*') return web;
  if (source.toLowerCase() === "'self'") return wanted.origin === new URL(page).origin;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return fits(source.toLowerCase(), wanted.protocol);
  const parsed = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[\w.-]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parsed) return false;
  const [, scheme = new URL(page).protocol.slice(0, -1), host = '', port, path] = parsed;
  if (!fits(`${scheme.toLowerCase()}:`, wanted.protocol)) return false;
  const named = host.toLowerCase();
  if (
    named.startsWith('*.')
      ? !wanted.hostname.endsWith(named.slice(1))
      : named !== '*' && named !== wanted.hostname
  ) {
    return false;
  }
  const usual = wanted.protocol === 'https:' ? '443' : '80';
  if (port !== '*' && (port ?? usual) !== (wanted.port || usual)) return false;
  return !path || (path.endsWith('/') ? wanted.pathname.startsWith(path) : wanted.pathname === path);
}

/** `http:` in a list lets `https:` through as well. */
const fits = (listed: string, wanted: string): boolean =>
  listed === wanted || (listed === 'http:' && wanted === 'https:');
