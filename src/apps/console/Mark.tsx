/** Portico's own sign: a small temple front. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 26 26" aria-hidden="true">
    <rect width="26" height="26" rx="6" fill="var(--portico-text)" />
    <path
      d="M5.5 9.5 13 5.5l7.5 4M5 20.5h16M8 11.5v7M13 11.5v7M18 11.5v7"
      fill="none"
      stroke="var(--portico-bg)"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);
