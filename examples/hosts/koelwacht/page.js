const portal = document.querySelector('portico-portal');

portal.fetchToken = async () => {
  const response = await fetch('portal-token');
  return response.status === 204 ? null : response.text();
};

// Who signs out here is signed out in the portal too.
document.querySelector('#example-person').addEventListener('submit', async (event) => {
  event.preventDefault();
  await portal.logout?.().catch(() => {});
  event.target.submit();
});
