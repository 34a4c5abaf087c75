import type { VerifyMethod } from './schema.ts';

/** What is to be put where, so that it shows whose host it is. */
export interface Proof {
  readonly dns: { readonly name: string; readonly value: string };
  readonly file: { readonly url: string; readonly text: string };
  readonly meta: { readonly tag: string };
}

export const proofOf = (host: string, token: string): Proof => ({
  dns: { name: `_portico.${host}`, value: `portico-verify=${token}` },
  file: { url: `https://${host}/.well-known/portico-verify.txt`, text: token },
  meta: { tag: `<meta name="portico-verify" content="${token}">` },
});

/** Whether what was found shows it. `found`: the values of the name, or the text that was answered. */
export function shows(method: VerifyMethod, proof: Proof, found: readonly string[]): boolean {
  if (method === 'dns') return found.some((value) => value.trim() === proof.dns.value);
  if (method === 'file') return found.some((text) => text.trim() === proof.file.text);
  return found.some((page) => tagsOf(page).some((tag) => contentOf(tag) === proof.file.text));
}

/** Tags with our name, wherever the page has its attributes. */
const tagsOf = (page: string): string[] =>
  (page.slice(0, 200_000).match(/<meta\s[^>]{0,500}>/gi) ?? []).filter((tag) =>
    /\sname\s*=\s*(["']?)portico-verify\1(?=[\s/>])/i.test(tag),
  );
const contentOf = (tag: string): string | undefined => /\scontent\s*=\s*(["']?)([\w-]+)\1/i.exec(tag)?.[2];

export const dayMs = 86_400_000;
/** Looked at by itself so often: what waits, and what was shown. */
export const everyMs = { pending: 3_600_000, verified: dayMs } as const;
/** Whoever was not ready by then begins again. */
export const patienceMs = 30 * dayMs;
