import type { ShownBranding } from '../../features/branding/schema.ts';

interface OwnLogoProps {
  readonly logo: ShownBranding['logo'];
  /** Read in its place. */
  readonly name: string;
}

/** The vendor's picture, one for each ground. */
export const OwnLogo = ({ logo, name }: OwnLogoProps) => (
  <>
    {logo.map((image) => (
      <img key={image.src} {...image} class={`own-logo ${image.class}`} alt={name} />
    ))}
  </>
);
