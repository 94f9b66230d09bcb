const ASK_EVERY = 2000; // milliseconds between two questions while the connection is lost
const ACTS = ['pointerdown', 'keydown', 'click', 'change'];

// Streamlit adds one entry to the browser's history for each part of an address it changes, among
// them the old page with the new page's filters. One act of a person is one step back.
function oneStepBackPerAct() {
  let acted = false;
  for (const name of ACTS) window.addEventListener(name, () => { acted = true; }, true);
  window.addEventListener('popstate', () => { acted = false; }, true);
  const push = history.pushState.bind(history);
  history.pushState = (...entry) => {
    if (acted) push(...entry);
    else history.replaceState(...entry);
    acted = false;
  };
}

// Where the connection is lost because nobody is signed in here any more, the figures must not stay
// on the screen: loaded again, the page's address leads to the sign-in page.
function leaveWhenSignedOut(base) {
  const isLost = () => {
    const app = document.querySelector('[data-testid=stApp]');
    return app !== null && app.dataset.testConnectionState !== 'CONNECTED';
  };
  setInterval(async () => {
    if (!isLost()) return;
    try {
      const gated = `${base}/_stcore/host-config`;
      const answer = await fetch(gated, { redirect: 'manual', cache: 'no-store' });
      if (answer.type === 'opaqueredirect') location.reload();
    } catch {
      // The server is not there: Streamlit keeps knocking, and so do we.
    }
  }, ASK_EVERY);
}

export default function ({ data }) {
  if (window.yipingFrame) return;
  window.yipingFrame = true;
  oneStepBackPerAct();
  leaveWhenSignedOut(data.base);
}
