import './call.css';

/** One call before anything is known. */
export function CallLoading() {
  return (
    <div className="page" aria-busy="true">
      <div className="calls skeleton" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <p className="sr-only" role="status">
        Reading the call.
      </p>
    </div>
  );
}
