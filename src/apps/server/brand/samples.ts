import type contracts from '../../../features/contracts/messages/en.json';
import type profile from '../../../features/customers/messages/en.json';
import type documents from '../../../features/documents/messages/en.json';
import type { Language, Portal } from '../../../features/portals/schema.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { serverWords } from '../../../kit/server/words.ts';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import type states from '../../../kit/ui/messages/en.json';
import type nav from '../../portal/messages/en.json';

const folder = (path: string) => new URL(`../../../${path}/messages/`, import.meta.url);
const speakers = {
  nav: serverWords<keyof typeof nav>(folder('apps/portal')),
  contracts: serverWords<keyof typeof contracts>(folder('features/contracts')),
  documents: serverWords<keyof typeof documents>(folder('features/documents')),
  profile: serverWords<keyof typeof profile>(folder('features/customers')),
  states: serverWords<keyof typeof states>(folder('kit/ui')),
};

const icon = (path: string) =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"></path></svg>`;

/**
 * One of each part that a customer meets, with the hooks that it has in the portal and in the words that the portal says,
 * the vendor's own ones over ours. What money is agreed to and what a vendor's own style never reaches is not among them.
 */
export async function samples(portal: Portal, language: Language): Promise<(scheme: string) => string> {
  const said = [language, portal.timeZone, portal.words] as const;
  const [menu, contract, document, own, state] = await Promise.all([
    speakers.nav(...said),
    speakers.contracts(...said),
    speakers.documents(...said),
    speakers.profile(...said),
    speakers.states(...said),
  ]);
  const currency = portal.order.currencies[0] ?? 'EUR';
  const money = (amount: number) =>
    `<bdi class="money">${escaped(contract.money({ amount, currency }))}</bdi>`;
  const badge = (tone: string, path: string, text: string) =>
    `<span class="badge ${tone}" data-portico-part="badge">${icon(path)}${escaped(text)}</span>`;
  const row = (title: string, number: string, amount: number, end: string) =>
    `<li class="row" data-portico-part="row"><div class="what"><span>${escaped(title)}</span><span class="bits meta"><span><bdi>${number}</bdi></span></span></div><div class="how">${money(amount)}${end}</div></li>`;
  const button = (kind: 'primary' | 'outlined', text: string) =>
    `<button type="button" class="btn ${kind}" data-portico-part="${kind === 'primary' ? 'button-primary' : 'button'}">${escaped(text)}</button>`;
  const invoice = document('documents.kind.invoice');

  return (scheme) => `<div class="panel" data-portico-panel="documents" data-portico-state="ready">
<h3 class="title" data-portico-part="panel-title">${escaped(document('documents.title'))}</h3>
<p class="muted">${escaped(document('documents.empty.text', { brand: portal.brandName }))}</p>
<ul>${row(invoice, '4711', 6418, badge('good', check, document('documents.status.paid')))}${row(invoice, '4712', 11840, badge('warn', clock, document('documents.status.open')))}${row(invoice, '4713', 890, badge('bad', circleAlert, document('documents.status.overdue')))}</ul>
<div class="field"><label for="brand-name-${scheme}" data-portico-part="label">${escaped(own('profile.name'))}</label><span class="small muted" data-portico-part="hint">${escaped(own('profile.customer-number', { number: '4471' }))}</span><input class="input" id="brand-name-${scheme}" data-portico-part="input" value="${escaped(portal.brandName)}"></div>
<div class="field"><label for="brand-city-${scheme}" data-portico-part="label">${escaped(own('profile.city'))}</label><input class="input" id="brand-city-${scheme}" aria-invalid="true" aria-describedby="brand-wrong-${scheme}" data-portico-part="input"><span class="error" id="brand-wrong-${scheme}" data-portico-part="error">${icon(circleAlert)} ${escaped(own('profile.not-given'))}</span></div>
<div class="actions">${button('primary', state('state.retry'))}${button('outlined', state('state.copy'))}<a href="/p/${portal.slug}">${escaped(menu('nav.contracts'))}</a></div>
<div class="notice bad" data-portico-part="error">${icon(circleAlert)}<div><p class="strong">${escaped(document('documents.failed'))}</p></div></div>
<div class="notice good" data-portico-part="banner">${icon(check)}<div><p class="strong">${escaped(contract('contracts.status.active'))}</p></div></div>
</div>`;
}
