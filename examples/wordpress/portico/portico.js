// Gives each portal on the page its token: asked for when the portal wants it, never written into the page.
(() => {
  const tokenOf = (portal) => () =>
    window.wp
      .apiFetch({ path: '/portico/v1/token', method: 'POST', data: { portal } })
      // Nobody is signed in on this site: the portal shows its own ways in.
      .then(
        (answer) => answer?.token ?? null,
        () => null,
      );
  for (const element of document.querySelectorAll('portico-portal[data-portico-wordpress]'))
    element.fetchToken = tokenOf(element.getAttribute('portal'));
})();
