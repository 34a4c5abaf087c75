import { redirect } from 'next/navigation';
import { currentPerson, people, signIn, signOut } from '../lib/session.ts';

async function enter(form: FormData): Promise<void> {
  'use server';
  await signIn(String(form.get('person')));
  redirect('/account');
}

async function leave(): Promise<void> {
  'use server';
  await signOut();
  redirect('/');
}

export default async function Home() {
  const person = await currentPerson();
  return (
    <main>
      <h1>Lumen Coffee</h1>
      <p>Freshly roasted, every month. Who are you today?</p>
      <form action={enter}>
        {people.map(({ id, name }) => (
          <button type="submit" key={id} name="person" value={id}>
            Sign in as {name}
          </button>
        ))}
      </form>
      {person ? (
        <form action={leave}>
          <button type="submit">Sign out {person.name}</button>
        </form>
      ) : null}
    </main>
  );
}
