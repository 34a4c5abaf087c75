import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import './style.css';

export const metadata: Metadata = { title: 'Lumen Coffee' };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <a href="/">Lumen Coffee</a> <a href="/account">Account</a>
        </header>
        {children}
      </body>
    </html>
  );
}
