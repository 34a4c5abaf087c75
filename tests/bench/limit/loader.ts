// The least that embeds a form: one frame beside the script tag that follows its content's height.
const script = document.currentScript as HTMLScriptElement;
const address = new URL(script.dataset.form ?? '', location.href);
const frame = document.createElement('iframe');
frame.src = address.href;
frame.title = 'Account';
frame.style.cssText = 'inline-size:100%;block-size:320px;border:0';
script.after(frame);
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== address.origin) return;
  if (Number.isInteger(data?.px)) frame.style.blockSize = `${data.px}px`;
});
