# Wer die Stiftung in der Hand hat, in Zahlen, und was Gründer übergeben.

holders-title = Wer diese Stiftung in der Hand hat
holders-lead = Niemand soll die Stiftung unbemerkt übernehmen können. Diese Zahlen sagen, wer was entscheiden könnte und wie nah jemand daran ist.
holders-made = Stand { $day }, nach den Mitgliedern, die an diesem Tag eine Stimme haben. Die Zahlen werden einmal am Tag errechnet, und wenn eine Abstimmung beglaubigt oder ein Sitz besetzt ist.
holders-small = Hier wird niemand genannt, der darum gebeten hat. Eine Zahl über weniger als { $k } nicht genannte Mitglieder wird zurückgehalten, und ebenso andere, aus denen sie sich errechnen ließe.
holders-rules = Die Regeln, nach denen diese Zahlen gehen
holders-empty = Noch hat kein Mitglied eine Stimme; es gibt nichts zu berichten.
holders-method = Wie das errechnet ist
holders-files = Zum Herunterladen, mit dem Rechenweg:
holders-withheld = zurückgehalten
holders-contents = Zahlen auf dieser Seite
holders-handover-lead = Was Gründer noch für die Stiftung halten und was sie schon übergeben haben, steht auf einer eigenen Seite.

holders-votes =
    { $n ->
        [one] 1 Stimme
       *[other] { $n } Stimmen
    }
holders-members =
    { $n ->
        [one] 1 Mitglied
       *[other] { $n } Mitglieder
    }
holders-directors =
    { $n ->
        [one] 1 Vorstandsmitglied
       *[other] { $n } Vorstandsmitglieder
    }
holders-a-year = { $amount } im Jahr
holders-part = { $what } ({ $percent })

holders-fig-groups = Stimmen, Sitze und Beiträge nach verbundenen Gruppen
holders-how-groups = Organisationen, von denen eine die andere unmittelbar oder über weitere über den Anteil der Regel hinaus beherrscht oder die verschmolzen sind, bilden eine verbundene Gruppe. Stimmen sind die ihrer laufenden Mitgliedschaften. Sitze sind die Vorstandsmitglieder, die jemandem der Gruppe verbunden sind; wer zweien verbunden ist, zählt bei beiden. Beiträge sind, was die Klassen ihrer Mitgliedschaften nach der geltenden Preisliste im Jahr zahlen. Personen stehen für sich und werden nach Klasse zusammengefasst. Eine Gruppe, von der jemand nicht genannt werden will, wird nicht als Gruppe gezeigt: Die anderen stehen unter ihrem Namen mit dem, was ihres ist, und mit den Vorstandsmitgliedern, die für sie sitzen; wer nicht genannt wird, geht in eine Summe ein.
holders-groups-result = { $members } mit { $votes } bilden heute die Stiftung; im Vorstand: { $directors }.
holders-persons = { $class }: Personen, jede für sich
holders-not-named = Organisationen, die nicht genannt werden
holders-other-directors = Vorstandsmitglieder, die keinem der Genannten verbunden sind

holders-fig-largest = Die größten Anteile
holders-how-largest = Der größte Anteil einer verbundenen Gruppe an allen Stimmen, an den Vorstandsmitgliedern im Amt und an allen Beiträgen nach der Preisliste. Die Marken stehen bei einem Drittel und bei der Hälfte. Wird eine größere Gruppe nicht genannt, so wird gesagt, ob sie unter einem Drittel, bei einem Drittel oder mehr oder bei der Hälfte oder mehr liegt, und sonst nichts.
holders-largest-result = Ab einem Drittel der Stimmen kann eine Gruppe oft aufhalten, was zwei Drittel braucht; ab der Hälfte entscheidet sie allein.
holders-largest-votes = Stimmen
holders-largest-seats = Sitze im Vorstand
holders-largest-dues = Beiträge in { $currency }
holders-largest-nobody = niemand, der genannt wird
holders-largest-below-third = Eine größere wird nicht genannt; sie hat weniger als ein Drittel.
holders-largest-third = Eine größere wird nicht genannt; sie hat ein Drittel oder mehr und weniger als die Hälfte.
holders-largest-half = Eine größere wird nicht genannt; sie hat die Hälfte oder mehr.
holders-mark-third = 1/3
holders-mark-half = 1/2

holders-fig-coalition = Die kleinste Koalition, die entscheidet
holders-how-coalition = Die wenigsten verbundenen Gruppen, die zusammen die nötigen Mitglieder und Stimmen haben. Allein: Die Gruppen sind selbst das Quorum, und alle anderen bleiben weg. Beim bloßen Quorum: Es werden gerade so viele Stimmen abgegeben, wie das Quorum verlangt, und alle, die nicht ihre sind, lauten Nein. Bei der letzten Beteiligung: Von den heutigen Stimmen wird ein so großer Anteil abgegeben wie bei der letzten beglaubigten Abstimmung aller Mitglieder, und alle, die nicht ihre sind, lauten Nein. Wie viele Stimmen durchbringen, folgt aus der Mehrheit der Mitglieder im Regelwerk. Von mehreren Koalitionen gleicher Zahl ist es die mit den meisten Stimmen; unter diesen kommen Gruppen mit den meisten Stimmen, dann den meisten Mitgliedern, dann der niedrigsten Mitgliedsnummer zuerst. Jede Zusammenstellung wird berücksichtigt. Gruppen, die nicht genannt werden, zählen wie alle anderen; gehören sie zu einer Koalition, oder weniger Personen, als eine Zahl betreffen darf, so werden deren Mitglieder und Stimmen nicht gesagt.
holders-coalition-alone = Wenn sonst niemand teilnimmt
holders-coalition-quorum = Wenn nicht mehr als ein Quorum teilnimmt
holders-coalition-turnout = Bei der Beteiligung der letzten beglaubigten Abstimmung
holders-coalition-needed = Nötig: { $members } und { $votes }
holders-coalition-votes-needed = Nötig: { $votes }
holders-coalition-found =
    { $n ->
        [one] eine Gruppe entscheidet
       *[other] { $n } Gruppen entscheiden
    }
holders-coalition-together = Zusammen { $members }, { $votes }
holders-coalition-persons =
    { $n ->
        [one] eine Person
       *[other] { $n } Personen
    }
holders-coalition-others =
    { $n ->
        [one] eine Gruppe, die nicht genannt wird
       *[other] { $n } Gruppen, die nicht genannt werden
    }
holders-coalition-none = keine Koalition: Alle zusammen erreichen es nicht
holders-no-majority = Das Regelwerk sagt nicht, mit welcher Mehrheit die Mitglieder entscheiden.

holders-fig-price = Der Preis einer Mehrheit
holders-how-price = Wie viele neue Mitgliedschaften einer Klasse allein mit ihren Stimmen eine gewöhnliche Abstimmung gewinnen würden, wenn alle, die sonst teilnehmen, mit Nein stimmen, und was ihre Beiträge nach der geltenden Preisliste im Jahr sind. Wer sonst teilnimmt: der Anteil des Verzeichnisses, der an der letzten beglaubigten Abstimmung aller Mitglieder teilnahm, nach Mitgliedern und nach Stimmen, von den heutigen Mitgliedern und Stimmen, aufgerundet; ein Quorum, solange keine solche beglaubigt ist. Die neuen Mitglieder stehen selbst im Verzeichnis; Quorum und Mehrheit werden darum vom größeren verlangt. Aus mehreren Klassen zusammen kann es um weniger als eine Mitgliedschaft billiger sein. Was die Aufnahme verlangt und was ein Ausschuss ablehnt, hat keinen Preis und ist nicht mitgezählt.
holders-price-turnout = Genommen ist die Beteiligung der Abstimmung { $poll }: { $members } und { $votes } von heute.
holders-price-quorum = Noch ist keine Abstimmung aller Mitglieder beglaubigt. Genommen ist ein Quorum: { $members } und { $votes }.
holders-price-memberships =
    { $n ->
        [one] 1 neue Mitgliedschaft
       *[other] { $n } neue Mitgliedschaften
    }
holders-price-never = keine Zahl von ihnen reicht
holders-price-free = die Klasse zahlt keine Beiträge
holders-price-none = für die Klasse ist kein Preis festgesetzt

holders-fig-admissions = Aufnahmen vor Stichtagen
holders-how-admissions = Von jedem beglaubigten Verzeichnis aller Mitglieder, den letzten acht: die Mitgliedschaften, die an einem der 60 oder der 120 Tage vor dem Stichtag, an diesem selbst oder später aufgenommen wurden, und ihre Stimmen, als Anteil am Verzeichnis. Aufgenommen ist eine Mitgliedschaft an ihrem ersten Tag, oder an dem Tag, an dem sie eingetragen wurde, wenn der später ist. Was Dateien mit Mitgliedern brachten, ehe das erste Verzeichnis beglaubigt war, gehört zur Gründung: Davon zählt allein der erste Tag.
holders-admissions-none = Noch ist kein Verzeichnis aller Mitglieder beglaubigt.
holders-roll = Stichtag { $day }
holders-roll-whole = Verzeichnis { $n }: { $members }, { $votes }
holders-admitted-near = in 60 Tagen: { $members } ({ $share }), { $votes } ({ $weight })
holders-admitted-far = in 120 Tagen: { $members } ({ $share }), { $votes } ({ $weight })
holders-admitted-near-withheld = in 60 Tagen: zurückgehalten
holders-admitted-far-withheld = in 120 Tagen: zurückgehalten

holders-fig-board = Wahlen, die eine Mehrheit des Vorstands ersetzen
holders-how-board = Jeder Sitz des Vorstands nach dem Tag, an dem seine Amtszeit endet; die Sitze eines Tages füllt eine Wahl. Ein Sitz, der unbesetzt ist oder dessen Amtszeit vorbei ist, wird mit der nächsten Wahl besetzt. Gezählt wird von der nächsten Wahl an, bis mehr als die Hälfte aller Sitze neu besetzt ist. Sitze ohne Ende der Amtszeit füllt keine.
holders-board-none = Der Vorstand hat noch keine Sitze.
holders-board-result =
    { $n ->
        [one] Eine Wahl ersetzt eine Mehrheit: { $majority } von { $seats } Sitzen.
       *[other] Es braucht { $n } Wahlen, um eine Mehrheit zu ersetzen: { $majority } von { $seats } Sitzen.
    }
holders-board-never = Die kommenden Wahlen ersetzen keine Mehrheit: { $majority } von { $seats } Sitzen.
holders-board-next = Die nächste Wahl
holders-board-ends = Amtszeiten enden am { $day }
holders-board-round =
    { $n ->
        [one] 1 Sitz
       *[other] { $n } Sitze
    }
holders-board-together = { $n } von { $seats }

holders-fig-sponsors = Förderer nach Stufe, und seit wann
holders-how-sponsors = Jede Organisation, die heute Mitglied mit einer Stimme ist, unter ihrer Klasse, mit dem ersten Tag ihrer Mitgliedschaft; wer nicht genannt werden will, ist zusammen gezählt.
holders-sponsors-none = Keine Organisation, die genannt werden darf, ist Mitglied mit einer Stimme.
holders-sponsor-since = seit { $day }
holders-sponsors-not-named =
    { $n ->
        [0] Jeder Förderer ist genannt.
        [one] Ein Förderer ist nicht genannt.
       *[other] { $n } Förderer sind nicht genannt.
    }
holders-sponsors-few = Einige Förderer sind nicht genannt; wie viele, wird zurückgehalten.

handover-title = Was Gründer übergeben
handover-lead = Eine Stiftung beginnt mit dem, was ihre Gründer für sie halten: Namen, Schlüssel, Konten, Sitze. All das soll ihre Hände verlassen: durch eine Urkunde, durch einen Wechsel der Verwahrung oder durch eine Wahl. Dass es geschehen ist, vermerkt eine Amtsperson und bestätigt eine andere, die es nicht gehalten hat.
handover-founding = Noch entscheiden die Gründer: Der Vorstand ist noch nicht besetzt.
handover-board = Der Vorstand ist besetzt; die Gründer entscheiden nichts mehr.
handover-progress = { $done } von { $of } übergeben
handover-none = Noch ist nichts aufgeführt.
handover-unlisted =
    { $n ->
        [one] 1 Weiteres, das die Aufzeichnungen zeigen, ist nicht aufgeführt: ein Sitz durch Ernennung, oder etwas, das ein Gründer verwahrt oder das auf seinen Namen steht.
       *[other] { $n } Weitere, die die Aufzeichnungen zeigen, sind nicht aufgeführt: Sitze durch Ernennung, und was Gründer verwahren oder was auf ihre Namen steht.
    }
handover-kind-mark = Marke
handover-kind-domain = Domain
handover-kind-key = Signaturschlüssel
handover-kind-account = Konto
handover-kind-repository = Repository
handover-kind-contract = Vertrag
handover-kind-seat = Ernannter Sitz
handover-kind-other = Etwas anderes
handover-by-instrument = geht durch eine Urkunde über
handover-by-custody = geht durch einen Wechsel der Verwahrung über
handover-by-election = geht durch eine Wahl über
handover-held = noch gehalten von { $name }
handover-waits = als übergeben vermerkt; eine andere Amtsperson soll es bestätigen
handover-waits-mistaken = als irrtümlich aufgeführt vermerkt; eine andere Amtsperson soll es bestätigen
handover-done = übergeben von { $name } am { $day }
handover-mistaken = irrtümlich aufgeführt; zählt nicht
handover-not-named = jemandem, der nicht genannt wird
handover-evidence = Was es zeigt: { $words }
handover-mark-held = gehalten
handover-mark-waits = zu bestätigen
handover-mark-done = übergeben
handover-mark-mistaken = zählt nicht
