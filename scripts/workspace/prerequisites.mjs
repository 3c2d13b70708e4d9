/** What a machine needs before anything here can run, and what to say when it lacks something. */

/** The oldest versions that work. Node: the engines of the packages; Rust: edition 2024 and the binding crate. */
const OLDEST_NODE = [20, 19];
const OLDEST_CARGO = [1, 88];

/**
 * Judges what was found. Pure, and written for any Node that knows modules, since an old one must get as far as this.
 *
 * @param found version texts as the tools print them, null where a tool is absent, '' where it fails:
 *   `{ node, cargo, cc, cxx, make, cmake, platform }`
 * @returns one sentence per problem: what is missing, and how to get it
 */
export function missingPrerequisites(found) {
  const problems = [];
  if (isOlder(found.node, OLDEST_NODE)) {
    problems.push(
      `Node.js ${OLDEST_NODE.join('.')} or newer is needed; this is ${found.node}. Get it from https://nodejs.org or with your version manager (nvm install 22).`,
    );
  }
  if (found.cargo === null) {
    problems.push(
      "Rust (cargo) was not found. Get it from https://rustup.rs: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
    );
  } else if (found.cargo === '') {
    problems.push('Rust (cargo) is there but does not run: rustup has no toolchain. Run: rustup default stable');
  } else if (isOlder(found.cargo, OLDEST_CARGO)) {
    problems.push(
      `Rust ${OLDEST_CARGO.join('.')} or newer is needed; this is ${found.cargo}. Run: rustup update stable`,
    );
  }
  const absent = [
    [found.cc, 'a C compiler (cc)'],
    [found.cxx, 'a C++ compiler (c++)'],
    [found.make, 'make'],
    [found.cmake, 'cmake'],
  ].filter(([version]) => version === null);
  if (absent.length > 0) {
    const names = absent.map(([, name]) => name).join(', ');
    problems.push(`Not found: ${names}. ${buildToolsAdvice(found.platform)}`);
  }
  return problems;
}

function buildToolsAdvice(platform) {
  if (platform === 'darwin') return 'Install them with: xcode-select --install && brew install cmake';
  if (platform === 'win32')
    return 'Install the Visual Studio Build Tools (Desktop development with C++), which bring them.';
  return 'On Debian or Ubuntu: sudo apt-get install -y build-essential cmake   On Fedora: sudo dnf install gcc-c++ make cmake';
}

/** @param text has a version such as 1.95.0 somewhere in it @param oldest [major, minor] */
function isOlder(text, [major, minor]) {
  const version = /(\d+)\.(\d+)/.exec(text);
  if (version === null) return false;
  const [, foundMajor, foundMinor] = version.map(Number);
  return foundMajor < major || (foundMajor === major && foundMinor < minor);
}
