// Key S on the canvas: the cluster in a few sentences, read out and shown until Esc or S again. The list view has the same
// sentences at its top, and there S reads them again.
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { summaryNow } from '../outline/summary-now.ts';
import { setView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import styles from './app.module.css';

export default function SummaryNote() {
  // Written after the region is there, or a screen reader would not say it.
  const [said, setSaid] = useState('');
  useEffect(() => setSaid(summaryNow()), []);
  return (
    <div className={styles.summary} role="status">
      <p>{said}</p>
      <Button weight="icon" aria-label={text.app.close} onClick={() => setView({ summaryOpen: false })}>
        <X size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}
