// Everything about the one thing that is selected: what it is, why it is there, what it holds, how it is stored, what was said
// about it, what can be done to it, and the kubectl line that shows the same on a real cluster.
import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { offersFor } from '../canvas/actions.ts';
import { isUserPlace } from '../canvas/user-ways.ts';
import { DecisionLinks } from '../decision/decision-links.tsx';
import { Events } from '../dock/events.tsx';
import { ObjectHistory } from '../memory/object-history.tsx';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { clearSelection, requestIn, setView, useView, type ViewState } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { StateShape, stateColour } from '../ui/state-shape.tsx';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { network } from '../ui/text/network.ts';
import { factsOf, messageFacts } from './facts.ts';
import { Facts } from './facts-list.tsx';
import { type Head, headOf, messageHead, requestHead } from './head.ts';
import styles from './inspector.module.css';
import { requestFacts, sliceSections } from './network-facts.ts';
import { MessageBody, ObjectYaml } from './object-yaml.tsx';
import { partsOf } from './references.ts';
import { LostRequests, RequestWay } from './request-way.tsx';
import { useWhy, Why } from './why.tsx';

const words = inspectorWords;
const tabs = ['why', 'fields', 'yaml', 'events', 'history'] as const;

export function Inspector() {
  const selection = useView((s) => s.selection);
  if (!selection) return <p className={styles.nothing}>{words.nothing}</p>;
  if ('message' in selection) return <AboutMessage key={selection.message} id={selection.message} />;
  const request = requestIn(selection.ref);
  if (request) return <AboutRequest key={request} id={request} />;
  return <AboutObject key={selection.ref} target={selection.ref} />;
}

function AboutObject({ target }: { readonly target: string }) {
  useSlowTick();
  const world = useSession.getState();
  const head = headOf(target, world);
  const isTraffic = target.startsWith('Traffic/');
  const isProcess = isTraffic || target.startsWith('Process/') || target.startsWith('Machine/');
  return (
    <Frame head={head} subject={target}>
      {(tab) => {
        switch (tab) {
          case 'why':
            return (
              <>
                <DecisionLinks target={target} />
                {isTraffic ? <LostRequests source={target} /> : <Why subject={target} />}
              </>
            );
          case 'fields':
            return <Facts sections={[...factsOf(target, world), ...sliceSections(target)]} />;
          case 'yaml':
            return isProcess ? (
              <p className={styles.note}>{isTraffic ? network.noObject : words.noYaml}</p>
            ) : (
              <ObjectYaml target={target} />
            );
          case 'events':
            return <Events about={target} />;
          case 'history':
            return <ObjectHistory target={target} />;
          default:
            return tab satisfies never;
        }
      }}
    </Frame>
  );
}

function AboutMessage({ id }: { readonly id: number }) {
  useSlowTick();
  const run = session();
  const message = run.messages.get(id) ?? run.host.message(id)?.view;
  if (!message) {
    const head = {
      kind: words.kinds.Message,
      name: String(id),
      state: undefined,
      word: '',
      gist: words.forgotten,
      gone: false,
    };
    return (
      <Frame head={head} subject={id}>
        {() => <p className={styles.note}>{words.forgotten}</p>}
      </Frame>
    );
  }
  const world = useSession.getState();
  const request = isUserPlace(message.from) ? run.host.request(id) : undefined;
  if (request) return <AboutRequest id={request.id} />;
  return (
    <Frame head={messageHead(message, run.now())} subject={id}>
      {(tab) => {
        switch (tab) {
          case 'why':
            return <Why subject={id} />;
          case 'fields':
            return <Facts sections={messageFacts(message, world)} />;
          case 'yaml':
            return <MessageBody id={id} />;
          case 'events':
            return <Events about={message.object} />;
          case 'history':
            return <ObjectHistory target={message.object} />;
          default:
            return tab satisfies never;
        }
      }}
    </Frame>
  );
}

/** A request of a user, by its id: which rule of which machine sent it where, how old that was, and what the store knew. */
function AboutRequest({ id }: { readonly id: string }) {
  useSlowTick();
  const run = session();
  const world = useSession.getState();
  const request = run.host.request(id);
  const ref = `Request//${id}`;
  if (!request) {
    const head = { ...headOf(ref, world), kind: network.request.kind, name: id, gist: network.request.forgotten };
    return (
      <Frame head={head} subject={ref}>
        {() => <p className={styles.note}>{network.request.forgotten}</p>}
      </Frame>
    );
  }
  const about = request.pod || request.to;
  return (
    <Frame head={requestHead(request, run.now())} subject={ref}>
      {(tab) => {
        switch (tab) {
          case 'why':
            return <RequestWay request={request} />;
          case 'fields':
            return <Facts sections={requestFacts(request, world)} />;
          case 'yaml':
            return <MessageBody id={request.message} />;
          case 'events':
            return <Events about={about} />;
          case 'history':
            return <ObjectHistory target={request.to} />;
          default:
            return tab satisfies never;
        }
      }}
    </Frame>
  );
}

interface FrameProps {
  readonly head: Head;
  readonly subject: string | number;
  readonly children: (tab: ViewState['inspectorTab']) => React.ReactNode;
}

function Frame({ head, subject, children }: FrameProps) {
  const tab = useView((s) => s.inspectorTab);
  const choose = (id: string) => {
    const found = tabs.find((one) => one === id);
    if (found) setView({ inspectorTab: found });
  };
  return (
    <div className={styles.inspector} data-subject={subject}>
      <header className={styles.head}>
        <div className={styles.kind}>
          <span>{head.kind}</span>
          <Button weight="icon" aria-label={words.close} title={words.close} onClick={clearSelection}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
        <h2 className={styles.name}>{head.name}</h2>
        <p className={styles.gist}>
          {head.state && head.word && (
            <span
              className={styles.chip}
              style={{ background: `var(--${washOf(head.state)})`, color: `var(--${inkOf(head.state)})` }}
            >
              <StateShape state={head.state} /> {head.word}
            </span>
          )}
          <span>{head.gone ? words.gone : head.gist}</span>
        </p>
      </header>
      <Tabs.Root className={styles.tabs} value={tab} onValueChange={choose}>
        <Tabs.List className={styles.tabList} aria-label={words.tabsName}>
          {tabs.map((id) => (
            <Tabs.Trigger key={id} value={id} className={styles.tab}>
              {words.tabs[id]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value={tab} className={styles.content} tabIndex={0}>
          {children(tab)}
        </Tabs.Content>
      </Tabs.Root>
      {typeof subject === 'string' && <Actions target={subject} />}
      <Kubectl subject={subject} />
    </div>
  );
}

function Actions({ target }: { readonly target: string }) {
  // Offers depend on the world, which changes every frame; ten looks a second are enough.
  useSlowTick();
  const { kind } = { kind: target.slice(0, target.indexOf('/')) };
  const own = ['Pod', 'Node', 'Machine', 'Process', 'Service', 'Traffic'].includes(kind);
  const offers = own ? offersFor(target, useSession.getState()).filter((offer) => !('addNode' in offer.action)) : [];
  if (offers.length === 0) return null;
  return (
    <fieldset className={styles.actions}>
      <legend className="visually-hidden">{words.actions}</legend>
      {offers.map((offer) => (
        <button
          key={offer.label}
          type="button"
          data-hard={offer.hard || undefined}
          onClick={() => {
            session().submit(offer.action);
            // A sheet over the whole picture makes way for what happens now.
            if (matchMedia('(max-width: 599px)').matches) clearSelection();
          }}
        >
          {offer.label}
        </button>
      ))}
    </fieldset>
  );
}

function Kubectl({ subject }: { readonly subject: string | number }) {
  const asked = useWhy(subject).kubectl;
  const isString = typeof subject === 'string';
  const kubectl =
    isString && subject.startsWith('Process/') ? processLine(subject) : isString && isOfUsers(subject) ? '' : asked;
  if (!kubectl) return null;
  const [first, ...rest] = kubectl.split(' ');
  return (
    <footer className={styles.kubectl}>
      <code title={kubectl}>
        <span className={styles.dim}>{first}</span> {rest.join(' ')}
      </code>
      <CopyButton text={kubectl} />
    </footer>
  );
}

/** Users and their requests are outside of what kubectl knows. */
const isOfUsers = (ref: string): boolean => /^(Traffic|Request)\//.test(ref);

/** A process is no API object; what kubectl can show of it is its lease, or the node it reports for. */
function processLine(ref: string): string {
  const [component = '', machine = ''] = partsOf(ref).name.split('/');
  if (component === 'kubelet' || component === 'containerd' || component === 'kube-proxy')
    return `kubectl describe node ${machine}`;
  if (component === 'kube-scheduler' || component === 'kube-controller-manager') {
    return `kubectl get lease ${component} -n kube-system`;
  }
  return '';
}

const washOf = (state: NonNullable<Head['state']>) => (state === 'Completed' ? 'raised' : `${stateColour[state]}-wash`);
const inkOf = (state: NonNullable<Head['state']>) => (state === 'Completed' ? 'ink2' : `${stateColour[state]}-ink`);
