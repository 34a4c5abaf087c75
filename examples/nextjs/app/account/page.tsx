import { redirect } from 'next/navigation';
import { porticoUrl } from '../../lib/portico.ts';
import { currentPerson } from '../../lib/session.ts';
import { Account } from './Account.tsx';

export default async function AccountPage() {
  const person = await currentPerson();
  if (!person) redirect('/');
  return (
    <main>
      <h1>Your coffee, {person.name.split(' ')[0]}</h1>
      <Account origin={porticoUrl()} />
    </main>
  );
}
