import './calls.css';

/** The list of calls before anything is known: its shape, quietly. */
export function CallsLoading() {
  return (
    <div className="page" aria-busy="true">
      <div className="page-head">
        <h1>Live calls</h1>
      </div>
      <div className="calls skeleton" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <p className="sr-only" role="status">
        Reading the calls.
      </p>
    </div>
  );
}
