const portal = document.querySelector('portico-portal');

// Asked whenever the portal needs to know who is signed in here: at first, before the session ends, after sleep.
portal.fetchToken = async () => {
  const response = await fetch('portal-token');
  if (response.status === 204) return null;
  if (!response.ok) throw new Error(`portal-token answered ${response.status}`);
  return response.text();
};

// Light and dark are the page's choice; the portal follows.
const button = document.querySelector('.hell-dunkel');
function show(scheme) {
  document.documentElement.dataset.scheme = scheme;
  portal.setAttribute('scheme', scheme);
  button.setAttribute('aria-pressed', String(scheme === 'dark'));
}
button.addEventListener('click', () => {
  const scheme = document.documentElement.dataset.scheme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('stromwerk-scheme', scheme);
  show(scheme);
});
show(document.documentElement.dataset.scheme);

// Who signs out here is signed out in the portal too.
document.querySelector('#example-person').addEventListener('submit', async (event) => {
  event.preventDefault();
  await portal.logout?.().catch(() => {});
  event.target.submit();
});
