// A bell jar with something alive inside: the cluster under glass.
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" fill="none" aria-hidden="true">
      <path
        d="M4 18v-7.5a7 7 0 0 1 14 0V18"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M2 18.6h18" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="8.2" cy="14.6" r="1.9" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="14" cy="14.4" r="2.4" fill="var(--thread-fill)" />
      <circle cx="10.8" cy="9.6" r="1.2" fill="currentColor" />
    </svg>
  );
}
