"""The headings that start lists carry, in the wordings of timing systems and five languages."""

from __future__ import annotations

# Compared without case, accents, spaces and punctuation; within one kind the better heading comes first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "bib": (
        # English
        "bib; bib number; bib no; bib num; bib nr; bib nbr; race bib; race number; race no; race num; runner number;"
        "runner no; runner num; competitor number; competitor no; athlete number; athlete no; participant number;"
        "rider number; entrant number; start number; start no; bib assigned; assigned bib;"
        # German
        "startnummer; start nr; startnr; st nr; stnr; stno; startnum; start nummer; startno;"
        # French
        "dossard; numero de dossard; no de dossard; no dossard; num dossard; n dossard; numero dossard; dos;"
        # Spanish
        "dorsal; numero de dorsal; numero dorsal; no dorsal; num dorsal; n dorsal; no de dorsal;"
        # Italian
        "pettorale; numero pettorale; numero di pettorale; num pettorale; no pettorale; n pettorale; pett; num pett",
        # Numbers that are mostly the bib, but in a list with a bib column just count the rows.
        "no; nr; num; number; nummer; numero",
    ),
    "first_name": (
        "first name; firstname; forename; given name; given names; fore name; first; fname; name first;"
        "vorname; vornamen; rufname; prenom; prenoms; nombre de pila; primer nombre; nombres; nome proprio",
    ),
    "last_name": (
        "last name; lastname; surname; family name; familyname; last; lname; name last;"
        "nachname; familienname; zuname; nom de famille; nom famille; apellido; apellidos; primer apellido; apellido 1;"
        "cognome",
    ),
    # The family's name beside a first name, the first name beside a family's (Nombre, Apellidos), else both.
    "name": ("name; nom; nombre; nome",),
    "full_name": (
        "full name; fullname; complete name; display name; runner name; athlete; athletes; runner; participant;"
        "competitor; entrant; racer; first and last name; first name last name; first last; name first last;"
        "vor und nachname; vorname nachname; vorname und nachname; vorname name; vorname und name; ganzer name;"
        "teilnehmer; teilnehmerin; teilnehmername; laufer; lauferin; laeufer; athletin;"
        "prenom nom; prenom et nom; nom complet; coureur; participant e; athlete nom;"
        "nombre completo; nombre y apellidos; nombre y apellido; nombre apellidos; participante; atleta; corredor;"
        "nome completo; nome e cognome; nome cognome; partecipante; concorrente; nominativo",
    ),
    "full_name_family_first": (
        "last name first name; last first; lastname firstname; surname first name; surname forename; name last first;"
        "nachname vorname; nachname und vorname; name vorname; name und vorname; familienname vorname;"
        "nom prenom; nom et prenom; nom de famille prenom; noms et prenoms;"
        "apellidos nombre; apellidos y nombre; apellido y nombre; apellidos y nombres; cognome nome; cognome e nome",
    ),
    "wave": (
        "wave; wave name; start wave; starting wave; wave number; wave no; start group; starting group; startgroup;"
        "corral; corral name; start corral; starting corral; pen; start pen; starting pen; start block; heat;"
        "welle; startwelle; startgruppe; startblock; startbereich; startfeld; block;"
        "vague; vague de depart; sas; sas de depart; groupe de depart; bloc; bloc de depart; serie;"
        "ola; oleada; tanda; cajon; cajon de salida; grupo de salida; bloque; bloque de salida; corral de salida;"
        "onda; onda di partenza; griglia; griglia di partenza; gabbia; scaglione; batteria; gruppo di partenza",
    ),
    "contest": (
        "contest name; race name; event name; wettbewerbsname; nom de la course; nom de l epreuve; nombre de la prueba;"
        "nombre de la carrera; nome gara; sub event; subevent",
        "contest; event; race; competition; race event; registered event; event registered; reg choice;"
        "wettbewerb; bewerb; lauf; disziplin; course; epreuve; parcours; prueba; carrera; evento;"
        "modalidad; gara; corsa",
        "distance; race distance; distanz; strecke; streckenlange; distancia; distanza; percorso; recorrido",
    ),
    "start_time": (
        "start time; starttime; wave start; wave start time; wave time; gun start; gun start time; planned start;"
        "planned start time; scheduled start; scheduled start time; assigned start time; race start; race start time;"
        "startzeit; start zeit; startuhrzeit; geplante startzeit; heure de depart; heure depart; h depart; horaire;"
        "horaire de depart; hora de salida; hora salida; hora de inicio; h salida; ora di partenza; ora partenza;"
        "orario di partenza; orario partenza; orario",
    ),
    # Only when times stand below it.
    "start_maybe": ("start; depart; salida; partenza; time of start; uhrzeit; heure; hora; ora",),
    "status": (
        "status; race status; entry status; registration status; reg status; participant status; athlete status;"
        "start status; anmeldestatus; teilnehmerstatus; statut; statut inscription; etat; estado; situacion; stato",
    ),
}

# A heading with one of these anywhere in it is never taken in, whatever else it says.
PRIVATE_PARTS = (
    "mail; phone; telefon; telephone; telefono; handy; mobile; mobil; movil; cellular; fax; whatsapp;"
    "address; adresse; anschrift; direccion; domicilio; indirizzo; street; strasse; postcode; postal; zipcode;"
    "birth; geburt; geb datum; naissance; nacimiento; nascita; jahrgang; agegroup; age group; altersklasse;"
    "medical; medic; medizin; health; allerg; alergi; condition; krank; gesund; sante; salud; salute; disab; handicap;"
    "blood; blut; sang; emergency; notfall; urgence; urgencia; emergencia; emergenza; next of kin; guardian; parent;"
    "insurance; versicherung; passport; passeport; pasaporte; social security; codice fiscale; licen; tessera; iban;"
    "pregnan; injur"
)
PRIVATE_WORDS = (
    "age; alter; edad; eta; age on race day; race age; dob; d o b; yob; year; yearofbirth; jg; ak; annee; anno; ano;"
    "geb; tel; cell; cell phone; natel; gsm; city; town; state; country; county; zip; plz; ort; wohnort; land; rue;"
    "ville; pays; cp; ciudad; pais; provincia; poblacion; citta; comune; cap; nation; nationality; hometown;"
    "home town; ice; ice contact; ice name; dni; nif; nie; ssn; club; team; verein; equipe; equipo;"
    "squadra; societa; societe; company"
)
# Said before any of the above by systems that export several tables in one.
PREFIXES = (
    "athlete; runner; participant; entrant; entry; registrant; registration; competitor; racer; user; rider; "
    "teilnehmer; coureur; corredor; participante; atleta"
)

# RACE RESULT: 4 is "did not start", 5 "no show". Who started and gave up (DNF) may well want a massage.
NOT_RUNNING = (
    "4; 5; dns; did not start; didnotstart; not starting; non starter; not started; withdrawn; withdrew; withdraw;"
    "no show; noshow; cancelled; canceled; cancelled entry; deferred; deferral; scratched; scratch; removed; dropped;"
    "refunded; deleted; transferred; transferred out; transfer out;"
    "nicht gestartet; nicht angetreten; abgemeldet; storniert; zuruckgezogen; nicht am start;"
    "non partant; non partante; np; forfait; annule; annulee; retire; retiree; desiste; desistee; absent; absente;"
    "no presentado; no presentada; no sale; no salio; baja; retirado; retirada; anulado; anulada; cancelado; cancelada;"
    "non partito; non partita; ritirato; ritirata; assente; annullato; annullata; cancellato; cancellata"
)

TOTALS = (
    "total; totals; total runners; grand total; sum; count; subtotal; total participants; number of runners;"
    "total entries; gesamt; summe; gesamtzahl; gesamtsumme; anzahl; anzahl teilnehmer; teilnehmer gesamt; totaux;"
    "total general; somme; nombre; nombre de coureurs; suma; total participantes; totale;"
    "totali; totale iscritti; somma; conteggio"
)

NO_BIB = "none; na; tba; tbd; tbc; nil; null; unassigned; not assigned; ohne; keine; sans; sin; aucun; nessuno; nan"

# After a comma these belong to the name before it: "John Smith, Jr."
NAME_SUFFIXES = "jr; sr; ii; iii; iv; junior; senior; phd; md"
