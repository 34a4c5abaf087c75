// The least of a form with the libraries that the portal uses: Preact and signals, no validation, no words.
import { signal } from '@preact/signals';
import { h, render } from 'preact';

const style = document.createElement('style');
style.textContent = `body{margin:0;font:16px/1.5 system-ui}form{display:grid;gap:12px;max-inline-size:360px;margin:24px auto}
label{display:grid;gap:4px}input,button{font:inherit;padding:10px;border:1px solid #bbb;border-radius:8px}`;
document.head.append(style);

const email = signal('');
const name = signal('');
const state = signal<'open' | 'sending' | 'failed'>('open');

async function submit(event: Event): Promise<void> {
  event.preventDefault();
  state.value = 'sending';
  const body = JSON.stringify({ email: email.value, name: name.value });
  const answer = await fetch('/account', { method: 'POST', body });
  state.value = answer.ok ? 'open' : 'failed';
}

const field = (label: string, type: string, value: typeof email) =>
  h(
    'label',
    null,
    label,
    h('input', {
      type,
      required: true,
      value,
      onInput: (event: Event) => {
        value.value = (event.currentTarget as HTMLInputElement).value;
      },
    }),
  );

const Form = () =>
  h(
    'form',
    { onSubmit: submit },
    h('h1', null, 'Your account'),
    field('Name', 'text', name),
    field('E-mail', 'email', email),
    h('p', { role: 'alert' }, state.value === 'failed' ? 'That did not work' : ''),
    h('button', { disabled: state.value === 'sending' }, 'Save'),
  );

render(h(Form, null), document.body);
parent.postMessage({ px: document.documentElement.offsetHeight }, document.referrer || location.origin);
