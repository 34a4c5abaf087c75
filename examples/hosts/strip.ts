import { escapeHtml } from './html.ts';
import type { Person } from './people.ts';

/** The bar above every example: no part of the company's site, it chooses who is signed in there. */
export function strip(
  site: string,
  people: readonly Person[],
  signedIn: Person | undefined,
  signIn?: { readonly username: string; readonly password: string },
): string {
  const options = people.map((person, index) => {
    const chosen = person === signedIn ? ' selected' : '';
    return `<option value="${index}"${chosen}>${escapeHtml(`${person.name}: ${person.shows}`)}</option>`;
  });
  const nobody = `<option value=""${signedIn ? '' : ' selected'}>nobody</option>`;
  const hint =
    signIn && !signedIn
      ? `<span>Sign in as <b>${escapeHtml(signIn.username)}</b> with <b>${escapeHtml(signIn.password)}</b></span>`
      : '';
  return `<div class="example-strip" lang="en" dir="ltr">
  <a href="/">All examples</a>
  <form method="post" action="/${site}/person" id="example-person">
    <label><span>Signed in here:</span> <select name="person">${options.join('')}${nobody}</select></label>
    <button>Switch</button>
  </form>${hint}
</div>`;
}
