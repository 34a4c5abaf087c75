import { Portal } from 'portico/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

async function fetchToken() {
  const response = await fetch('portal-token');
  return response.status === 204 ? null : response.text();
}

const panels = [
  { panel: 'contracts', label: 'Plans' },
  { panel: 'profile', label: 'Billing details' },
];

function Account({ origin, person }) {
  const [panel, setPanel] = useState('contracts');
  const [note, setNote] = useState('');
  return (
    <>
      <header className="vx-bar">
        <div className="vx-in">
          <a className="vx-logo" href="./">
            <svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true">
              <path
                d="M4 12v8M10 7v18M16 3v26M22 9v14M28 13v6"
                stroke="#5b2bbd"
                strokeWidth="3.2"
                strokeLinecap="round"
              />
            </svg>
            voxline
          </a>
          <nav className="vx-tabs" aria-label="Account">
            {panels.map((item) => (
              <button
                key={item.panel}
                type="button"
                className="vx-tab"
                aria-pressed={panel === item.panel}
                onClick={() => setPanel(item.panel)}
              >
                {item.label}
              </button>
            ))}
          </nav>
        </div>
      </header>
      <main className="vx-main">
        <div className="vx-hello">
          <h1>{person ? `Good to see you, ${person.split(' ')[0]}` : 'Your account'}</h1>
          <p>{person ? 'Your lines are up.' : 'Choose above who signs in.'}</p>
        </div>
        <Portal
          portal="voxline"
          origin={origin}
          panel={panel}
          fetchToken={fetchToken}
          on={{
            navigate: (event) => setPanel(event.panel),
            'profile.updated': () => setNote('Saved. Your next invoice carries it.'),
          }}
        />
        <p className="vx-note" role="status">
          {note}
        </p>
      </main>
      <div className="vx-cards">
        <section className="vx-card">
          <h2>Porting a number</h2>
          <p>
            Send us the last bill of the old carrier. Porting takes three to seven business days; until then
            both numbers ring.
          </p>
        </section>
        <section className="vx-card">
          <h2>Emergency address</h2>
          <p>
            Every line carries the address that 911 is told. Check it whenever somebody moves desks to another
            building.
          </p>
        </section>
        <section className="vx-card">
          <h2>Calls that sound robotic</h2>
          <p>
            Nine times out of ten it is the office router. Turn off SIP ALG, restart the phone, and call 888
            to hear yourself.
          </p>
        </section>
      </div>
      <footer className="vx-foot">
        <div className="vx-in">
          © 2026 Voxline Communications Inc., 55 Water Street, New York <a href="#privacy">Privacy</a>
          <a href="#terms">Terms</a>
        </div>
      </footer>
    </>
  );
}

const app = document.querySelector('#app');
createRoot(app).render(<Account origin={app.dataset.portico} person={app.dataset.person} />);
