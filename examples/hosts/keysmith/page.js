// Who signs out here is signed out in the portal too.
document.querySelector('#example-person').addEventListener('submit', async (event) => {
  event.preventDefault();
  await document
    .querySelector('portico-portal')
    ?.logout?.()
    .catch(() => {});
  event.target.submit();
});
