import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { webhookEvents } from '../webhook-events.ts';

/** The page of all events, from the list by which they are announced. */
export function renderWebhookEvents() {
  const code = (text: string) => `<code>${escaped(text)}</code>`;
  const rows = webhookEvents.map(({ type, when, fields }) => {
    const ids = fields.map(({ name, optional }) => `${code(name)}${optional ? ' or null' : ''}`).join(', ');
    const sentence = escaped(when).replace(/`([^`]+)`/g, '<code>$1</code>');
    return `<tr id="${escaped(type)}"><td>${code(type)}</td><td>${sentence}</td><td>${ids}</td></tr>`;
  });
  return {
    title: 'Webhook events',
    parts: [],
    html: `<h1>Webhook events</h1>
<p>Every event that an endpoint can get. How they are sent, signed and tried again: <a href="/docs/webhooks">Webhooks</a>. Ids only: ask the API for the rest.</p>
<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th>Event</th><th>When</th><th>Ids in <code>data</code></th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`,
  };
}
